import { readIncident, replayIncident, type TraceStep } from '@pagamio/auth-core/incident'
import { expect, test } from 'vitest'
import { createPanel, replayedSource } from '../src/index.ts'
import { ask, own, reading } from './support/raw.ts'
import { recordedOutage } from './support/recorded.ts'

async function replayed() {
  const recorded = await recordedOutage()
  const steps = replayIncident(readIncident(recorded.text))
  return { ...recorded, steps, failed: steps.findIndex(({ state }) => state.backoff) }
}

test('it tells how things were at each step, and stays within the first and the last', async () => {
  const { steps, failed } = await replayed()
  const source = replayedSource(steps)
  expect(source.status()).toMatchObject({ state: 'empty', acquiring: true, waiting: 1 })
  expect(source.progress()).toMatchObject({ number: 1, of: steps.length, steps: [{ number: 1 }] })
  source.go(failed)
  expect(source.status()).toMatchObject({ state: 'renew_ahead', health: 'degraded' })
  expect(source.progress().steps[0]).toMatchObject({
    number: failed + 1,
    event: 'Answered: endpoint_unavailable (503)',
    differences: [],
  })
  source.go(-steps.length)
  expect(source.progress().number).toBe(1)
  source.go(10 * steps.length)
  expect(source.progress().number).toBe(steps.length)
  expect(source.progress().steps.length).toBeLessThanOrEqual(30)
})

test('of one kind of steps it tells and counts only those, and still goes anywhere', async () => {
  const { steps, failed } = await replayed()
  const source = replayedSource(steps)
  const answers = steps.flatMap(({ event }, n) => (event.type === 'answered' ? [n + 1] : []))
  expect(source.progress().kinds).toContainEqual(['answered', answers.length])
  expect(source.progress()).toMatchObject({ kind: undefined, more: true, now: { number: 1 } })
  source.show('answered')
  expect(source.progress()).toMatchObject({ kind: 'answered', number: 1, steps: [], more: true })
  const seen = answers.map(() => {
    source.go(1)
    return source.progress()
  })
  expect(seen.map(({ number }) => number)).toEqual(answers)
  expect(seen.at(-1)).toMatchObject({ more: false, steps: answers.toReversed().map((number) => ({ number })) })
  source.go(1)
  expect(source.progress().number).toBe(answers.at(-1))
  source.go(-1)
  expect(source.progress().number).toBe(answers.at(-2))
  source.goTo(failed)
  expect(source.progress()).toMatchObject({ number: failed, now: { number: failed } })
  for (const [to, number] of [
    [0, 1],
    [-7, 1],
    [2.9, 2],
    [1e9, steps.length],
  ] as const) {
    source.goTo(to)
    expect(source.progress().number).toBe(number)
  }
  source.show('no such kind')
  expect(source.progress()).toMatchObject({ kind: undefined, more: false, now: { number: steps.length } })
})

test('what this version decides otherwise is said, and merchants by number', async () => {
  const { text, failed } = await replayed()
  const changed = JSON.parse(text) as { merchants: [{ trace: [unknown, ...TraceStep[]] }] }
  const step = changed.merchants[0].trace[failed + 1] as { state: { backoff: { count: number } } }
  step.state.backoff.count = 7
  const merchants = [changed.merchants[0], { ...changed.merchants[0], merchant: 2 }]
  const both = replayIncident(readIncident(JSON.stringify({ ...changed, merchants })))
  const source = replayedSource(both)
  // Steps at the same time come merchant by merchant.
  const differs = (number: number) =>
    both.findIndex(({ merchant, differences }) => merchant === number && differences.length > 0)
  source.go(differs(1))
  const [latest] = source.progress().steps
  expect(latest?.event).toBe('Merchant 1: answered: endpoint_unavailable (503)')
  expect(latest?.differences).toEqual(['state.backoff.count: recorded 7, decided 1'])
  expect(source.status().account).toBe('merchant 1')
  source.go(differs(2) - differs(1))
  expect(source.status().account).toBe('merchant 2')
  const different = both.filter(({ differences }) => differences.length > 0).length
  expect(source.progress().kinds).toContainEqual(['different', different])
  source.goTo(1)
  source.show('different')
  source.go(1)
  expect(source.progress().now).toMatchObject({ number: differs(1) + 1, differences: [expect.any(String)] })
  expect(() => replayedSource([])).toThrow(RangeError)
})

test('its buttons move it for who views it, and nobody else presses them', async () => {
  const { steps, failed, secrets } = await replayed()
  const panel = createPanel(replayedSource(steps), { key: 'secret' })
  const press = (body: unknown, key = 'secret', path = '/step?source=0') =>
    panel.handle(
      new Request(`http://127.0.0.1:4000${path}`, {
        method: 'POST',
        headers: { ...own, 'pagamio-panel': key },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      { peer: '127.0.0.1' },
    )
  const stream = reading(await ask(panel, '/events', { ...own, 'pagamio-panel': 'secret' }))
  expect((await stream.until('hello')).sources).toMatchObject([{ kind: 'replay', recorded: false }])
  await stream.until('replay', ({ progress }) => progress.number === 1)
  expect((await press({ by: 1 })).status).toBe(204)
  await stream.until('replay', ({ progress }) => progress.number === 2)
  expect((await press({ to: 4 })).status).toBe(204)
  await stream.until('replay', ({ progress }) => progress.number === 4)
  expect((await press({ kind: 'answered' })).status).toBe(204)
  await stream.until('replay', ({ progress }) => progress.kind === 'answered')
  expect((await press({ kind: null })).status).toBe(204)
  await stream.until('replay', ({ progress }) => progress.kind === undefined)
  await press({ to: 2 })
  for (const body of [{}, { by: '1' }, { by: null }, { to: '1' }, { kind: 1 }, 'null', '{', ' '.repeat(2_000)])
    expect((await press(body)).status).toBe(400)
  expect((await press({ by: 1 }, 'another')).status).toBe(403)
  expect((await press({ by: 1 }, 'secret', '/step?source=7')).status).toBe(404)
  await press({ by: failed - 1 })
  await stream.until('status', ({ status }) => status.health === 'degraded')
  for (const secret of secrets) expect(stream.raw).not.toContain(secret)
  await stream.leave()
  panel.close()
})
