import { PGlite } from '@electric-sql/pglite'
import { askForPermit, emptyPermitLog, type PermitLog, settlePermit } from '@pagamio/auth-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migration } from '../src/index.ts'
import { permitStatements } from '../src/permit-statements.ts'
import { tableName } from '../src/table.ts'
import { history, type Step } from './support/history.ts'

describe('permits in PostgreSQL', () => {
  // The server's own clock does not stand still: here the time of each step comes with it.
  const at = (n: number) => `to_timestamp($${n}::text::float8 / 1000)`
  const table = tableName({})
  const take = permitStatements(table, at(8)).take
  const settle = permitStatements(table, at(5)).settle
  let database: PGlite
  beforeAll(async () => {
    database = await PGlite.create()
    await database.exec(migration())
  })
  afterAll(() => database?.close())

  async function step(name: string, step: Step) {
    const values =
      'ask' in step
        ? [
            name,
            step.ask.id,
            step.ask.deadlineMs ?? '',
            step.ask.limit,
            step.ask.windowMs,
            step.ask.callMs,
            step.ask.placeMs,
          ]
        : [name, step.settle.id, step.settle.outcome, step.settle.closedForMs]
    const { rows } = await database.query<{ wait: string; closings: string }>(
      'ask' in step ? take : settle,
      [...values, step.now].map(String),
    )
    const [row] = rows
    return 'ask' in step ? { retryAfterMs: Number(row?.wait), closings: Number(row?.closings) } : undefined
  }

  async function inDatabase(name: string, steps: readonly Step[]) {
    await database.query(`INSERT INTO ${table} VALUES ($1, NULL, NULL, '{}', now(), now())`, [name])
    const answers: unknown[] = []
    for (const one of steps) answers.push(await step(name, one))
    const { rows } = await database.query<{ log: object }>(`SELECT log FROM ${table} WHERE name = $1`, [name])
    const { writtenAt: _, waitMs: __, ...log } = (rows[0]?.log ?? {}) as Record<string, unknown>
    return { answers, log }
  }

  function inTheCore(steps: readonly Step[]) {
    const log: PermitLog = emptyPermitLog()
    const answers = steps.map((step) => {
      if ('ask' in step) return askForPermit(log, step.ask, step.now)
      settlePermit(log, step.settle, step.now)
      return undefined
    })
    return { answers, log: JSON.parse(JSON.stringify(log)) }
  }

  test('are given as the core gives them, whatever happens in whatever order', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const steps = history(seed, 50)
      expect(await inDatabase(`${seed}`, steps), `seed ${seed}`).toEqual(inTheCore(steps))
    }
  })

  test('wait no longer than a window for a server that takes over with its clock behind', async () => {
    const before = Date.UTC(2026, 10, 3)
    const after = before - 3_600_000
    const ask = { limit: 1, windowMs: 60_000, callMs: 30_000, placeMs: 15_000 }
    const { answers } = await inDatabase('behind', [
      { now: before, ask: { id: 'one', ...ask } },
      { now: before, settle: { id: 'one', outcome: 'closed', closedForMs: 60_000 } },
      { now: after, ask: { id: 'two', ...ask } },
      { now: after + 60_000, ask: { id: 'two', ...ask } },
    ])
    expect(answers).toEqual(
      [0, undefined, 60_000, 0].map((ms, n) => (ms === undefined ? ms : { retryAfterMs: ms, closings: n > 1 ? 1 : 0 })),
    )
  })
})
