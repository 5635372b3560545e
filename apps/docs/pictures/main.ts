import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { budget } from './budget.ts'
import { endpointDown } from './endpoint-down.ts'
import { draw } from './lanes.ts'
import { oneFlight } from './one-flight.ts'
import { rejectedToken } from './rejected-token.ts'
import { sharing } from './sharing.ts'
import { tokenLife } from './token-life.ts'

const folder = new URL('../../../docs/images/', import.meta.url)
const pictures = {
  'token-life': tokenLife,
  'one-flight': oneFlight,
  'rejected-token': rejectedToken,
  budget,
  sharing,
  'endpoint-down': endpointDown,
}

mkdirSync(folder, { recursive: true })
for (const [name, make] of Object.entries(pictures)) {
  const file = new URL(`${name}.svg`, folder)
  const svg = draw(await make())
  if (!process.argv.includes('--check')) writeFileSync(file, svg)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
    console.error(`docs/images/${name}.svg is not what the core does: pnpm --filter @pagamio/docs pictures`)
    process.exitCode = 1
  }
}
// Timers of what was drawn would go on.
process.exit()
