// Makes a project of its own for each place where the packages have to load: the oldest and the newest version of each, with
// `--all` those between them too. With names: those alone whose name has them.
import { NotInRegistry } from './project.ts'
import type { Row } from './row.ts'
import { rows } from './rows.ts'
import { runRow } from './run-row.ts'

const asked = process.argv.slice(2).filter((word) => word !== '--all')
const all = process.argv.includes('--all')
const chosen = rows.filter(({ name, between }) =>
  asked.length === 0 ? all || !between : asked.some((part) => name.includes(part)),
)
let failed = 0

async function tell(row: Row): Promise<void> {
  const started = performance.now()
  const said = await runRow(row).then(
    () => 'loads',
    (error: unknown) => {
      if (error instanceof NotInRegistry) return `SKIPPED: this registry has no such version: ${error.message}`
      failed++
      return `FAILED\n${error instanceof Error ? error.message : error}`
    },
  )
  console.log(`${row.name.padEnd(44)} ${((performance.now() - started) / 1000).toFixed(0).padStart(3)} s  ${said}`)
}

// Two at a time: while one waits for the registry the other works.
const waiting = [...chosen]
const worker = async () => {
  for (let row = waiting.shift(); row; row = waiting.shift()) await tell(row)
}
await Promise.all([worker(), worker()])
if (chosen.length === 0) throw new Error(`No row is called ${asked.join(' or ')}.`)
if (failed > 0) process.exit(1)
