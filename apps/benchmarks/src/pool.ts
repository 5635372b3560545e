// What one merchant of a pool costs, at sizes from 100 to 100,000: to get a first token, to be told that the line is too long,
// to stand in it with all the others, to be held. And how long the event loop stands still if 10,000 ask at once.
import { createBudget, createPagamioAuthPool, type PagamioAuthPool } from '@pagamio/auth-core'
import { median } from './median.ts'

const SIZES = [100, 1_000, 10_000, 100_000]
/** A small pool is measured as often as it takes to have as many merchants. */
const LEAST_MERCHANTS = 20_000
/** Where that takes more merchants than these, once is enough. */
const MOST_MERCHANTS = 60_000
const REFUSED = 11_000
const AT_ONCE = 10_000
const TIMES_AT_ONCE = 15
const LIMITLESS = 1e9
const FOR_EVER = 1e10

type Answer = () => Response | Promise<Response>

let serial = 0
const tokens: Answer = () =>
  Response.json({
    successful: true,
    data: { token: `${'a'.repeat(300)}${serial}`, refreshToken: `${'r'.repeat(120)}${serial++}`, expiresIn: 1_800 },
  })
const refusal: Answer = () => Response.json({ successful: false, message: 'Bad credentials' }, { status: 401 })
const tooMany: Answer = () => Response.json({}, { status: 429, headers: { 'Retry-After': '60' } })

function poolOf(answer: Answer, logins: number): PagamioAuthPool {
  const windowMs = logins === LIMITLESS ? 1 : 60_000
  return createPagamioAuthPool({
    environment: 'sandbox',
    credentialsFor: (merchant) => ({ username: merchant, password: 'password' }),
    fetch: async () => answer(),
    maxIdle: 200_000,
    budget: createBudget({ limits: { logins, refreshes: logins, windowMs } }),
  })
}

const turn = (ms = 0) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const processorMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Other work on the machine does not count. */
const threadMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

async function heap(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void }
  if (!gc) throw new Error('Run it with node --expose-gc.')
  for (let round = 0; round < 5; round++) {
    gc()
    await turn(20)
  }
  return process.memoryUsage().heapUsed
}

/** Five may log in; the others hear that it takes longer than they can wait. */
async function turnedAway(merchants: number): Promise<number> {
  const pool = poolOf(tokens, 5)
  const before = processorMs()
  const answers: Promise<unknown>[] = []
  for (let n = 0; n < merchants; n++) {
    const token = pool.for(`M-${n}`).getToken()
    answers.push(token.catch(() => {}))
    if (n % 100 === 99) await turn()
  }
  await Promise.all(answers)
  const ms = processorMs() - before
  await pool.close()
  return ms
}

/** All stand in line, five may log in, and are answered 429 when nobody is missing: the line closes. Then the pool closes. */
async function inLine(merchants: number): Promise<number> {
  let answerAll = () => {}
  const everybody = new Promise<void>((resolve) => {
    answerAll = resolve
  })
  const pool = poolOf(() => everybody.then(tooMany), 5)
  const before = processorMs()
  const answers: Promise<unknown>[] = []
  for (let n = 0; n < merchants; n++) {
    const token = pool.for(`M-${n}`).getToken({ timeoutMs: FOR_EVER })
    answers.push(token.catch(() => {}))
    // As requests arrive: not all of them in one turn.
    if (n % 100 === 99) await turn()
  }
  const waiting = () => pool.for('M-0').status().budget.login.waiting
  while (waiting() < merchants - 5) await turn(5)
  answerAll()
  // Callers that were answered wait in line again, and all others are told of it in their turns.
  while (waiting() < merchants) await turn(5)
  await turn(merchants / 10)
  const closing = pool.close()
  await Promise.all([closing, ...answers])
  return processorMs() - before
}

/** All ask in one loop, and can wait: the longest stretch in which nothing else runs, in milliseconds of this thread's work. */
async function atOnce(merchants: number): Promise<number> {
  let answerAll = () => {}
  const everybody = new Promise<void>((resolve) => {
    answerAll = resolve
  })
  const pool = poolOf(() => everybody.then(tooMany), 5)
  const answers: Promise<unknown>[] = []
  let longest = 0
  let last = threadMs()
  const look = () => {
    const now = threadMs()
    longest = Math.max(longest, now - last)
    last = now
  }
  for (let n = 0; n < merchants; n++) {
    const token = pool.for(`M-${n}`).getToken({ timeoutMs: FOR_EVER })
    answers.push(token.catch(() => {}))
  }
  while (pool.for('M-0').status().budget.login.waiting < merchants - 5) {
    await turn()
    look()
  }
  answerAll()
  await Promise.all([pool.close(), ...answers])
  return longest
}

async function oneAfterTheOther(merchants: number): Promise<number> {
  const pool = poolOf(tokens, LIMITLESS)
  const before = processorMs()
  for (let n = 0; n < merchants; n++) {
    await pool.for(`M-${n}`).getToken()
    if (n % 100 === 99) await turn()
  }
  const ms = processorMs() - before
  await pool.close()
  return ms
}

/** In microseconds. */
async function costEach(merchants: number, measure: (merchants: number) => Promise<number>): Promise<number> {
  const times = Math.max(1, Math.ceil(LEAST_MERCHANTS / merchants))
  const each: number[] = []
  const rounds = Math.max(1, Math.floor(MOST_MERCHANTS / (times * merchants)))
  for (let round = 0; round < rounds; round++) {
    let ms = 0
    for (let time = 0; time < times; time++) ms += await measure(merchants)
    each.push((ms * 1_000) / (times * merchants))
  }
  return median(each)
}

async function held(merchants: number, answer: Answer) {
  const before = await heap()
  const pool = poolOf(answer, LIMITLESS)
  for (let n = 0; n < merchants; n++) {
    const token = pool.for(`M-${n}`).getToken()
    await token.catch(() => {})
    if (n % 100 === 99) await turn(1)
  }
  const kilobytes = ((await heap()) - before) / 1_000
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  return { kilobytes, merchants: pool.status().merchants, timers }
}

const row = (...cells: readonly string[]) => console.log(cells.map((cell) => cell.padStart(16)).join(''))

await oneAfterTheOther(2_000)
row('merchants', 'first token', 'turned away', 'in line', 'held', 'timers')
for (const size of SIZES) {
  const first = await costEach(size, oneAfterTheOther)
  const away = await costEach(size, turnedAway)
  const line = await costEach(size, inLine)
  const { kilobytes, merchants, timers } = await held(size, tokens)
  const each = (kilobytes / merchants).toFixed(1)
  const costs = [first, away, line].map((microseconds) => `${microseconds.toFixed(0)} µs`)
  row(size.toLocaleString('en'), ...costs, `${each} kB`, `${timers}`)
}
const refused = await held(REFUSED, refusal)
console.log(`\n${REFUSED.toLocaleString('en')} whose logins are refused: ${(refused.kilobytes / 1_000).toFixed(1)} MB`)
const stretches: number[] = []
for (let time = 0; time < TIMES_AT_ONCE; time++) {
  await turn(100)
  stretches.push(await atOnce(AT_ONCE))
}
const longest = `${median(stretches).toFixed(0)} ms (${Math.min(...stretches).toFixed(0)} at best)`
console.log(`${AT_ONCE.toLocaleString('en')} who ask in one loop hold the thread for ${longest}`)
