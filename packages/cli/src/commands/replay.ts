import { Command, Option } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'

interface ReplayOptions {
  readonly json?: true
  readonly panel?: true
}

/** @param ended hears the exit code where this version decides otherwise */
export const replayCommand = (shell: Shell, ended: (exitCode: number) => void): Command =>
  new Command('replay')
    .description('show a recorded incident step by step, as this version decides it')
    .argument('<file>', 'the text of recordIncident(pagamio).text()')
    .option('--json', 'as JSON')
    .addOption(new Option('--panel', 'on a live page, until you end it').conflicts('json'))
    .addHelpText(
      'after',
      `
It makes no call, and takes no option and no address from the file. The exit code is 1 if this version decides differently
than the one that recorded it.

Examples:
  pagamio replay incident.json
  pagamio replay incident.json --json
  pagamio replay incident.json --panel`,
    )
    .action(async (path: string, { json, panel }: ReplayOptions) => {
      const { readIncidentFile } = await import('../replay/read-incident-file.ts')
      const { replayIncident } = await import('@pagamio/auth-core/incident')
      const { replayJson } = await import('../replay/replay-json.ts')
      const { replayLines } = await import('../replay/replay-lines.ts')
      const file = await readIncidentFile(path)
      const steps = replayIncident(file)
      if (steps.some(({ differences }) => differences.length > 0)) ended(exitCodes.failed)
      if (panel) {
        const { showReplay } = await import('../replay/show-replay.ts')
        return showReplay(shell, file, steps)
      }
      const { paint } = screenOn(shell.stdout, shell.env)
      const lines = json ? [JSON.stringify(replayJson(file, steps))] : replayLines(file, steps, paint)
      shell.stdout.write(`${lines.join('\n')}\n`)
    })
