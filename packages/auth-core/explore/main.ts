import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Explores the core: every order of events of `decide`, then the orders in which the driver's calls may complete.
 * Ends with one line. `--quick` takes seconds, nothing about two minutes, `--all` as long as there are more orders to try
 * within the bounds that are printed.
 */
const flags = process.argv.slice(2)

/** Runs one of the two, prints what it says when the other has ended, and reads the numbers of its last line. */
function run(part: string, other: Promise<unknown> = Promise.resolve()): Promise<ReadonlyMap<string, number>> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL(`./${part}/main.ts`, import.meta.url))
    const child = spawn(process.execPath, [file, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      void other.then(() => process.stdout.write(text))
    })
    child.on('error', reject)
    child.on('close', async (code) => {
      await other
      const last = printed.trimEnd().split('\n').at(-1) ?? ''
      const numbers = Array.from(last.matchAll(/([\d,]+) ((?:known )?[a-z]+)/g), ([, digits = '', what = '']) => {
        return [what, Number(digits.replaceAll(',', ''))] as const
      })
      if (numbers.length === 0) reject(new Error(`${part} ended with ${code} and without a result`))
      else resolve(new Map(numbers))
    })
  })
}

// Each of them is busy on one core.
const search = run('search')
const parts = await Promise.all([search, run('schedules', search)])
const sum = (what: string) => parts.reduce((total, numbers) => total + (numbers.get(what) ?? 0), 0)
const said = (what: string) => `${sum(what).toLocaleString('en')} ${what}`
const line = ['states', 'transitions', 'schedules', 'violations'].map(said).join(', ')
const limits = sum('known limits')
process.stdout.write(`${line}${limits > 0 ? `, ${limits.toLocaleString('en')} known limits` : ''}\n`)
process.exitCode = sum('violations') > 0 ? 1 : 0
