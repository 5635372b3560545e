// attach/send-authorized.ts: how long a request waits for tokens, and what is not sent any more (failure mode 138).
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  AccessToken,
  type AuthorizedRequest,
  type GetTokenOptions,
  PagamioAuthError,
  sendAuthorized,
} from '../../src/index.ts'
import { rejection, scene } from '../support/scene.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const token = (nth: number) => new AccessToken(`token-${nth}`, Number.POSITIVE_INFINITY, nth)

/** A source that says what it was asked; `answer` may take its time, or refuse. */
function source(answer: (nth: number) => AccessToken = token) {
  const asked: (GetTokenOptions | undefined)[] = []
  return {
    asked,
    getToken: async (options?: GetTokenOptions) => {
      asked.push(options)
      return answer(asked.length)
    },
  }
}

interface Answer {
  readonly status: number
  readonly by: string
}

/** A request that is answered as told, with what became of it. */
function request(answer: (nth: number) => number, more: Partial<AuthorizedRequest<Answer>> = {}) {
  const sent: string[] = []
  const dropped: Answer[] = []
  const one: AuthorizedRequest<Answer> = {
    replayable: true,
    send: async ({ value }) => {
      sent.push(value)
      return { status: answer(sent.length), by: value }
    },
    rejected: ({ status }) => status === 401,
    dropped: (given) => dropped.push(given),
    ...more,
  }
  return { one, sent, dropped }
}

test('a request that says nothing asks for a token without options', async () => {
  const { asked, getToken } = source()
  await sendAuthorized({ getToken }, request(() => 200).one)
  expect(asked).toEqual([undefined])
})

test('a time limit is for both tokens together, and the sending does not count', async () => {
  const { asked, getToken } = source((nth) => {
    if (nth === 1) vi.advanceTimersByTime(300)
    return token(nth)
  })
  const { one, sent } = request(
    (nth) => {
      vi.advanceTimersByTime(5_000)
      return nth === 1 ? 401 : 200
    },
    { timeoutMs: 1_000 },
  )
  expect(await sendAuthorized({ getToken }, one)).toEqual({ status: 200, by: 'token-2' })
  expect(sent).toEqual(['token-1', 'token-2'])
  expect(asked).toMatchObject([{ timeoutMs: 1_000 }, { timeoutMs: 700, rejected: { value: 'token-1' } }])
})

test('when the time is up after a 401, that is handed on, and another token is asked for all the same', async () => {
  const { asked, getToken } = source((nth) => {
    if (nth > 1) throw new PagamioAuthError('timeout', 'No token in time.')
    vi.advanceTimersByTime(4_000)
    return token(nth)
  })
  const { one, sent, dropped } = request(() => 401, { timeoutMs: 1_000 })
  expect(await sendAuthorized({ getToken }, one)).toEqual({ status: 401, by: 'token-1' })
  expect(sent).toEqual(['token-1'])
  expect(dropped).toEqual([])
  expect(asked[1]).toMatchObject({ timeoutMs: 0, rejected: { value: 'token-1' } })
})

test('the limit ends the waiting, and nothing is sent', async () => {
  const { auth, clock, simulator } = scene({ simulator: { latencyMs: 5_000 } })
  const { one, sent } = request(() => 200, { timeoutMs: 1_000 })
  const failing = rejection(sendAuthorized(auth, one))
  await clock.advance(1_000)
  expect(await failing).toMatchObject({ code: 'timeout' })
  await clock.advance(10_000)
  expect(sent).toEqual([])
  expect(simulator.count('login')).toBe(1)
})

test.each([-1, Number.NaN, '5' as unknown as number])('a limit of %s is refused by its name', async (timeoutMs) => {
  const { one } = request(() => 200, { timeoutMs })
  expect(await rejection(sendAuthorized(scene().auth, one))).toMatchObject({ code: 'invalid_options' })
})

test('a request that is called off while its token comes is not sent', async () => {
  const controller = new AbortController()
  const { getToken } = source((nth) => {
    controller.abort(new Error('gone'))
    return token(nth)
  })
  const { one, sent } = request(() => 200, { signal: controller.signal })
  await expect(sendAuthorized({ getToken }, one)).rejects.toThrow('gone')
  expect(sent).toEqual([])
})

test('a request that is called off between the 401 and its second sending is not sent again', async () => {
  const controller = new AbortController()
  const { getToken } = source((nth) => {
    if (nth === 2) controller.abort(new Error('gone'))
    return token(nth)
  })
  const { one, sent, dropped } = request(() => 401, { signal: controller.signal })
  await expect(sendAuthorized({ getToken }, one)).rejects.toThrow('gone')
  expect(sent).toEqual(['token-1'])
  expect(dropped).toEqual([{ status: 401, by: 'token-1' }])
})

test('a request that was called off before its 401 came is not sent again, and the next one has a new token', async () => {
  const { auth, calls } = scene()
  const controller = new AbortController()
  const first = await auth.getToken()
  const { one, sent, dropped } = request(
    () => {
      controller.abort(new Error('gone'))
      return 401
    },
    { signal: controller.signal },
  )
  await expect(sendAuthorized(auth, one)).rejects.toThrow('gone')
  expect(sent).toEqual([first.value])
  expect(dropped).toHaveLength(1)
  expect((await auth.getToken()).value).not.toBe(first.value)
  expect(calls()).toEqual({ logins: 1, refreshes: 1 })
})

test('its signal’s reason is what the caller hears, also if no other token came', async () => {
  const controller = new AbortController()
  const { getToken } = source((nth) => {
    if (nth === 1) return token(nth)
    controller.abort(new Error('gone'))
    throw new PagamioAuthError('timeout', 'No token in time.')
  })
  const { one, dropped } = request(() => 401, { signal: controller.signal })
  await expect(sendAuthorized({ getToken }, one)).rejects.toThrow('gone')
  expect(dropped).toHaveLength(1)
})

test('the answer to a request that cannot be sent again is handed on, called off or not', async () => {
  const { auth } = scene()
  const controller = new AbortController()
  const first = await auth.getToken()
  const answer = (): number => {
    controller.abort(new Error('gone'))
    return 401
  }
  const { one, dropped } = request(answer, { signal: controller.signal, replayable: false })
  expect(await sendAuthorized(auth, one)).toEqual({ status: 401, by: first.value })
  expect(dropped).toEqual([])
  expect((await auth.getToken()).value).not.toBe(first.value)
})

test('what is not ours surfaces from the second waiting, and the answer is let go of', async () => {
  const { getToken } = source((nth) => {
    if (nth === 2) throw new TypeError('a fault')
    return token(nth)
  })
  const { one, dropped } = request(() => 401)
  await expect(sendAuthorized({ getToken }, one)).rejects.toThrow('a fault')
  expect(dropped).toHaveLength(1)
})
