import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { misfitOf, type TraceLine, TraceWriter } from '../../explore/trace.ts'
import type { PagamioAuthOptions } from '../../src/index.ts'
import { MINUTE, passTime, rejection, scene } from '../support/scene.ts'

async function recorded() {
  const trace = new TraceWriter()
  const seams = { [Symbol.for('@pagamio/auth-core/seams')]: { onStep: trace.onStep } }
  const { auth, clock, simulator } = scene({ auth: seams as Partial<PagamioAuthOptions> })
  const token = await auth.getToken()
  await clock.advance(26 * MINUTE)
  simulator.failNext('refresh', { kind: 'status', status: 503 })
  await auth.getToken()
  await passTime(auth.getToken({ rejected: token }), clock)
  auth.setCredentials({ ...demoCredentials, password: 'a wrong one' })
  await clock.advance(31 * MINUTE)
  await rejection(auth.getToken())
  return { lines: trace.lines, token }
}

test('a trace › replays to the same states', async () => {
  const { lines } = await recorded()
  expect(lines.length).toBeGreaterThan(15)
  expect(misfitOf(lines)).toBeUndefined()
})

test('a trace › holds no secret and no name', async () => {
  const { lines, token } = await recorded()
  const text = JSON.stringify(lines)
  for (const secret of [token.value, demoCredentials.password, 'a wrong one', 'rt_', `"${demoCredentials.username}"`])
    expect(text).not.toContain(secret)
  expect(text).toContain('access-')
})

test('a trace › that was changed does not fit, and the line and the event are named', async () => {
  const { lines } = await recorded()
  const index = lines.findIndex((line) => 'event' in line && (line.event as { type: string }).type === 'answered')
  const changed = lines.map(
    (line, at): TraceLine =>
      at === index && 'event' in line ? { ...line, now: { ...line.now, mono: line.now.mono + 1 } } : line,
  )
  expect(misfitOf(changed)).toMatch(new RegExp(`^line ${index + 1}, at the event "answered"`))
  expect(misfitOf(lines.slice(1))).toBe('the trace has no first line')
})
