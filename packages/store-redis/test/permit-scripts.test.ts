import { askForPermit, emptyPermitLog, type PermitAsk, type PermitLog, settlePermit } from '@pagamio/auth-core'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permitScripts } from '../src/permit-scripts.ts'
import { type Random, random } from './support/random.ts'
import { redisIsMissing, type SharedRedis, sharedRedis } from './support/redis-server.ts'

type Step = { readonly now: number } & (
  | { readonly ask: PermitAsk }
  | { readonly settle: Parameters<typeof settlePermit>[1] }
)

const outcomes = ['success', 'answered', 'unanswered', 'unused', 'closed'] as const

/** A fleet of a few, in times that often meet: ends of windows, of closings, of places. */
function history({ below, oneOf }: Random): Step[] {
  const ids = Array.from({ length: 1 + below(8) }, (_, n) => `permit "${n}" é`)
  const usual = { limit: 1 + below(5), windowMs: 100 * (1 + below(6)), callMs: 100 * below(4), placeMs: 100 * below(9) }
  let now = Date.UTC(2026, 10, 3) + below(1_000)
  return Array.from({ length: 60 }, () => {
    now += oneOf([0, 0, 1, 99, 100, 100, below(400)])
    const id = oneOf(ids)
    if (below(3) === 0) return { now, settle: { id, outcome: oneOf(outcomes), closedForMs: 100 * below(8) } }
    const limits = below(8) === 0 ? { ...usual, limit: 1 + below(5), windowMs: 100 * below(6) } : usual
    // Few different deadlines, so that tokens die at the same moment too.
    const deadlineMs = below(2) === 0 ? undefined : 100 * (below(6) - 2)
    return { now, ask: { id, deadlineMs, ...limits } }
  })
}

function expected(steps: readonly Step[]) {
  const log: PermitLog = emptyPermitLog()
  const answers = steps.map((step) => {
    if ('ask' in step) return askForPermit(log, step.ask, step.now)
    settlePermit(log, step.settle, step.now)
    return undefined
  })
  return { answers, log: JSON.parse(JSON.stringify(log)) }
}

describe.skipIf(redisIsMissing())('permits in Redis', () => {
  // The server's own clock does not stand still: here the time of each step comes with it.
  const { take, settle } = permitScripts('local now = tonumber(ARGV[#ARGV])')
  let server: SharedRedis
  let redis: Redis
  beforeAll(async () => {
    server = await sharedRedis()
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    redis?.disconnect()
    await server?.close()
  })

  async function answersOf(steps: readonly Step[], key: string) {
    const pipeline = redis.pipeline()
    for (const step of steps) {
      if ('ask' in step) {
        const { id, deadlineMs = '', limit, windowMs, callMs, placeMs } = step.ask
        const args = [id, deadlineMs, limit, windowMs, callMs, placeMs, step.now]
        pipeline.eval(take.source, 1, key, ...args)
      } else {
        const { id, outcome, closedForMs } = step.settle
        pipeline.eval(settle.source, 1, key, id, outcome, closedForMs, step.now)
      }
    }
    const replies = (await pipeline.exec()) ?? []
    const answers = replies.map(([error, reply]) => {
      if (error) throw error
      const [retryAfterMs, closings] = (reply ?? []) as number[]
      return reply ? { retryAfterMs, closings } : undefined
    })
    const { calls, line, writtenAt: _, ...rest } = JSON.parse((await redis.getdel(key)) as string)
    // Lua has one kind of empty table.
    const list = (items: object) => (Array.isArray(items) ? items : [])
    return { answers, log: { calls: list(calls), line: list(line), ...rest } }
  }

  test('are given as the core gives them, whatever happens in whatever order', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const steps = history(random(seed))
      expect(await answersOf(steps, `${server.prefix}${seed}`), `seed ${seed}`).toEqual(expected(steps))
    }
  })

  test('wait no longer than a window for a server that takes over with its clock behind', async () => {
    const before = Date.UTC(2026, 10, 3)
    const after = before - 3_600_000
    const ask = { limit: 1, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 }
    const steps: Step[] = [
      { now: before, ask: { id: 'one', ...ask } },
      { now: before, settle: { id: 'one', outcome: 'closed', closedForMs: 60_000 } },
      { now: after, ask: { id: 'two', ...ask } },
      { now: after + 60_000, ask: { id: 'two', ...ask } },
    ]
    const { answers } = await answersOf(steps, `${server.prefix}behind`)
    expect(answers.map((answer) => answer?.retryAfterMs)).toEqual([0, undefined, 60_000, 0])
  })
})
