// One crowd of callers in a process of its own, which has just started and has compiled nothing: that is when many callers
// find no token. It says what it took, and ends.
import { collectGarbage } from './measure/garbage.ts'
import { processorTime } from './measure/processor-time.ts'
import { tokenSources } from './peers/token-sources.ts'

/** Long enough that all callers wait when it comes. */
const ANSWER_MS = 50

const [way = '', callers, signals] = process.argv.slice(2)
let leftAt = Number.NaN
let answeredAt = Number.NaN
const getToken = await tokenSources[way]?.(async () => {
  leftAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
  answeredAt = performance.now()
  return Response.json({ successful: true, data: { token: 'a'.repeat(233), expiresIn: 1_800 } })
})
if (!getToken) throw new Error(`There is no way ${way}.`)

// What is the callers' own is made before.
const own = Array.from({ length: Number(callers) }, () => (signals ? new AbortController().signal : undefined))
const caller = async (signal: AbortSignal) => getToken({ signal })
const waiting: Promise<unknown>[] = []
// What `fetch` would have loaded by then.
await Response.json({}).text()
collectGarbage()

const used = processorTime()
const startedAt = performance.now()
for (const signal of own) waiting.push(signal ? caller(signal) : getToken())
await Promise.all(waiting)
const lastMs = performance.now() - answeredAt
process.send?.({ leavesMs: leftAt - startedAt, lastMs, processorMs: used() }, () => process.exit())
