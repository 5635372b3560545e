import type { SharedAnswer, SharedCase, SharedCaseContext } from './shared-case.ts'

const MINUTE = 60_000
/** Parked on the simulator's clock, which a case turns when it wants the answer to come. */
const SLOW = { kind: 'delay', ms: 1_000 } as const
const turnOn = (control: SharedCaseContext['control']) => control.advance(SLOW.ms)

/** In the renew-ahead window of a token that lives half an hour, a little before the other window begins at 29:30. */
const AHEAD = 29.4 * MINUTE
/** From there into the window in which callers wait, while a call sent in the first is far from its deadline. */
const ON_TO_MUST = 0.2 * MINUTE

const many = (count: number, ask: () => Promise<SharedAnswer>) => Promise.all(Array.from({ length: count }, ask))
const kinds = (answers: readonly SharedAnswer[]) => [...new Set(answers.map((answer) => JSON.stringify(answer)))]
const generationOf = ({ generation }: SharedAnswer) => generation ?? 0

export const sharedCases: readonly SharedCase[] = [
  ...[true, false].map(
    (waitUntil): SharedCase => ({
      name: `${waitUntil ? 'with' : 'without'} waitUntil: twenty requests at once on a cold isolate cost one login`,
      setup: { waitUntil, ownClock: false },
      async run({ ask, control, equal }) {
        await control.failNext('login', SLOW)
        const asking = many(20, () => ask('call'))
        await control.seen('login', 1)
        await turnOn(control)
        equal(kinds(await asking), ['{"status":200}'], 'answers')
        equal([await control.count('login'), await control.count('refresh')], [1, 0], 'logins and refreshes')
        equal(await control.count('categories'), 20, 'calls')
      },
    }),
  ),
  {
    name: 'with waitUntil: a login outlives the request that began it, and the others share it',
    setup: { waitUntil: true, ownClock: false },
    async run({ ask, control, equal, ok }) {
      await control.failNext('login', SLOW)
      equal(await ask('leave/login?times=1'), {}, 'the owner')
      equal((await control.log('login'))[0]?.outcome, 'pending', 'the login when its owner had answered')
      const asking = many(20, () => ask('token'))
      await turnOn(control)
      const answers = await asking
      equal(kinds(answers).length, 1, 'different answers')
      ok(
        answers.every((answer) => generationOf(answer) > 0),
        `all got a token: ${kinds(answers)}`,
      )
      equal(await control.count('login'), 1, 'logins')
    },
  },
  {
    name: 'without waitUntil: a login that dies with its request is replaced, once for all who wait',
    setup: { waitUntil: false, ownClock: false },
    async run({ ask, control, equal, ok }) {
      await control.failNext('login', SLOW)
      equal(await ask('leave/login?times=1'), {}, 'the owner')
      const answers = await many(20, () => ask('token'))
      equal(kinds(answers).length, 1, 'different answers')
      ok(
        answers.every((answer) => generationOf(answer) > 0),
        `all got a token: ${kinds(answers)}`,
      )
      equal(await control.count('login'), 2, 'logins, the lost one included')
    },
  },
  {
    name: 'with waitUntil: a renewal outlives the request that began it, and costs one refresh',
    setup: { waitUntil: true, ownClock: true },
    async run({ ask, control, equal, ok }) {
      const first = generationOf(await ask('token'))
      await control.failNext('refresh', SLOW)
      await ask(`age/${AHEAD}`)
      equal(await ask('token'), { generation: first }, 'the owner')
      await control.seen('refresh', 1)
      equal((await control.log('refresh'))[0]?.outcome, 'pending', 'the refresh when its owner had answered')
      await ask(`age/${ON_TO_MUST}`)
      const asking = many(20, () => ask('token'))
      await turnOn(control)
      const answers = await asking
      equal(kinds(answers).length, 1, 'different answers')
      ok(
        answers.every((answer) => generationOf(answer) > first),
        `all got the new token: ${kinds(answers)}`,
      )
      equal([await control.count('login'), await control.count('refresh')], [1, 1], 'logins and refreshes')
    },
  },
  {
    name: 'without waitUntil: a renewal that dies with its request is replaced',
    setup: { waitUntil: false, ownClock: true },
    async run({ ask, control, equal, ok }) {
      const first = generationOf(await ask('token'))
      await control.failNext('refresh', SLOW)
      await ask(`age/${AHEAD}`)
      equal(await ask('leave/refresh?times=1'), {}, 'the owner')
      await ask(`age/${ON_TO_MUST}`)
      const answers = await many(20, () => ask('token'))
      equal(kinds(answers).length, 1, 'different answers')
      ok(
        answers.every((answer) => generationOf(answer) > first),
        `all got a new token: ${kinds(answers)}`,
      )
      equal([await control.count('login'), await control.count('refresh')], [1, 2], 'logins and refreshes')
    },
  },
]
