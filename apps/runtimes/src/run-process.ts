import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { CaseResult, Report } from './case.ts'
import { childEnvironment } from './child-environment.ts'
import type { Place } from './place.ts'

const RUN_LIMIT_MS = 30_000
/** The shortest timer that could be left behind is longer than this. */
const EXIT_LIMIT_MS = 2_000

const ENDS_BY_ITSELF = 'the process ends by itself, without an error, once every instance is closed'

/** Runs the cases as a script, and watches how the process ends after it has said what they came to. */
export async function runProcess(path: string, args: readonly string[], place: Place): Promise<Report> {
  const child = spawn(path, [...args, join(place.folder, 'main.mjs'), place.hostUrl], {
    env: childEnvironment(place.folder),
    signal: place.signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let limit: NodeJS.Timeout | undefined
  const killWithin = (ms: number) => {
    clearTimeout(limit)
    limit = setTimeout(() => child.kill('SIGKILL'), ms)
  }
  try {
    killWithin(RUN_LIMIT_MS)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.includes('\n')) killWithin(EXIT_LIMIT_MS)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const end = await new Promise<string>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}`))
    })
    if (!stdout.includes('\n')) throw new Error(`no report; ${end}. ${stderr}`)
    const { runtime, results } = JSON.parse(stdout) as Report
    const ended: CaseResult =
      end === 'exit code 0'
        ? { name: ENDS_BY_ITSELF }
        : { name: ENDS_BY_ITSELF, reason: `${end}, ${EXIT_LIMIT_MS} ms after the last case at most. ${stderr}` }
    return { runtime, results: [...results, ended] }
  } finally {
    clearTimeout(limit)
    child.kill('SIGKILL')
  }
}
