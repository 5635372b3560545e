import { writeFileSync } from 'node:fs'
import { runFleet, type Watch } from './fleet.ts'
import { type Command, commandOf, type FleetOptions, OptionError, parseCommand, usage } from './fleet-options.ts'
import { pageOf } from './page.ts'
import type { Report } from './report.ts'
import { optionsOfSeed } from './seeds.ts'
import { figuresOf, limitsOf, storyOf, tableOf, titleOf } from './table.ts'

/** Where the command says what it has to say. */
export interface Out {
  write(text: string): void
  fail(text: string): void
  /** Shows how much of the work is done, from 0 to 1; or nothing more. */
  progress(passed: number | undefined): void
}

/** Returns the exit code: 0, 1 for a promise that was broken, 2 for options that make no sense. */
export async function runCommand(args: readonly string[], out: Out, plant?: Watch['plant']): Promise<number> {
  try {
    const command = parseCommand(args)
    if (command.seeds !== undefined) return await simulateSeeds(command, command.seeds, out, plant)
    if (!command.help) return await simulate(command, out, plant)
    out.write(usage)
    return 0
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    out.fail(`${error.message}\n`)
    return 2
  }
}

async function simulate(command: Command, out: Out, plant: Watch['plant']): Promise<number> {
  const { page } = command
  // What cannot be written is better known before than after a long run.
  writePage(page, '')
  const report = await runFleet(command, { onProgress: out.progress, plant })
  out.progress(undefined)
  writePage(page, pageOf(command, report))
  out.write(`${titleOf(command)}\n\n${tableOf(figuresOf(report))}\n\n${limitsOf(report)}${page}\n`)
  return tellWhatBroke(command, report, out)
}

function writePage(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new OptionError(`--page should be a file that can be written, and is "${file}": ${(error as Error).message}`)
  }
}

async function simulateSeeds(command: Command, seeds: number, out: Out, plant: Watch['plant']): Promise<number> {
  const endsAt = performance.now() + command.seconds * 1000
  let exitCode = 0
  let calls = 0
  let runs = 0
  while (runs < seeds && performance.now() < endsAt && exitCode === 0) {
    out.progress(runs / seeds)
    const options = optionsOfSeed(command.seed + runs++)
    const report = await runFleet(options, { untilBroken: true, plant })
    calls += report.calls
    out.progress(undefined)
    exitCode = tellWhatBroke(options, report, out)
  }
  out.write(`${runs} of ${seeds} seeds from ${command.seed} on, ${calls.toLocaleString('en')} calls\n`)
  return exitCode
}

function tellWhatBroke(options: FleetOptions, report: Report, out: Out): number {
  if (report.broken.size === 0) return 0
  out.write(`\n${storyOf(report)}\n\nOnce more: ${commandOf(options)}\n`)
  return 1
}
