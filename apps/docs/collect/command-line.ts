import { Writable } from 'node:stream'
import { createProgram } from '../../../packages/cli/src/program.ts'
import type { Shell } from '../../../packages/cli/src/shell.ts'

/** The command-line tool's own help, command by command. */
export function commandLinePage(): string {
  const nowhere = new Writable()
  const shell = { stdout: nowhere, stderr: nowhere, env: {} } as unknown as Shell
  const program = createProgram(shell, () => {})
  const commands = program.commands.filter((command) => command.name() !== 'help')
  const sections = [program, ...commands].map((command) => {
    const title = command === program ? 'pagamio' : `pagamio ${command.name()}`
    return `## ${title}\n\n\`\`\`text\n${command.helpInformation().trim()}\n\`\`\`\n`
  })
  return [
    '---',
    'title: Command line',
    'description: Every command of the pagamio tool and its options, from its own help.',
    'editUrl: false',
    '---',
    '',
    '`npm install --global @pagamio/cli`. A walk through it is on [its own page](/packages/cli/); [credentials, variables and exit codes](/reference/settings/) have another.',
    '',
    ...sections,
  ].join('\n')
}
