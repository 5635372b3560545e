import { Command } from 'commander'
import { insecureHost, wholeNumber } from '../options.ts'
import type { PanelFlags } from '../panel/run-panel.ts'
import type { Shell } from '../shell.ts'

export const panelCommand = (shell: Shell): Command =>
  new Command('panel')
    .description('a live page of what this machine’s store holds, for each profile')
    .option(
      '--port <n>',
      'where it listens, on 127.0.0.1 only (default: any free one)',
      wholeNumber('--port', 0, 65_535),
    )
    .option('--profile <name>', 'this one only')
    .addOption(insecureHost())
    .addHelpText(
      'after',
      `
It prints its address on standard output, with a new key after the #. Anybody with the key may view it, and nobody else.
It makes no call to Pagamio. To see the callers and calls of another program, use a panel in that program
(@pagamio/panel); \`pagamio proxy --panel\` and \`pagamio simulate --panel\` have one.

Examples:
  pagamio panel
  pagamio panel --profile shop --port 8790`,
    )
    .action(async (flags: PanelFlags) => {
      const { runPanel } = await import('../panel/run-panel.ts')
      await runPanel(shell, flags)
    })
