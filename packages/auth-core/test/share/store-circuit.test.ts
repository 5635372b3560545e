import { describe, expect, test, vi } from 'vitest'
import { codeOfFailure, StoreCircuit } from '../../src/share/store-circuit.ts'
import { manualClock } from '../../src/testing/index.ts'

const answers = async () => 'answer'
const rejects = async () => Promise.reject(new Error('WRONGTYPE'))
const hangs = () => new Promise<never>(() => {})

function circuits() {
  const clock = manualClock()
  const common = new StoreCircuit(clock)
  return { clock, common, one: new StoreCircuit(clock, common), two: new StoreCircuit(clock, common) }
}

describe('a store that fails', () => {
  test('for one slot only is left alone for that slot only, for 1 s, doubling to a minute', async () => {
    const { clock, common, one, two } = circuits()
    const failed = vi.fn()
    expect(await one.call(rejects, failed, 500)).toBeUndefined()
    expect([one.broken, two.broken, common.broken]).toEqual([true, false, false])
    const asked = vi.fn(rejects)
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      await clock.advance(waitMs - 1)
      await one.call(asked, failed, 500)
      expect(asked).toHaveBeenCalledTimes(0)
      expect(await two.call(answers, failed, 500)).toBe('answer')
      await clock.advance(1)
      await one.call(asked, failed, 500)
      expect(asked).toHaveBeenCalledTimes(1)
      asked.mockClear()
    }
    expect(failed).toHaveBeenCalledTimes(9)
  })

  test.each([
    ['EACCES', true],
    ['NOPERM', true],
    ['42P01', true],
    ['WRONG_OBJECT', true],
    ['ECONNREFUSED', false],
    ['25006', false],
  ])('with %s fails for good: %s', async (code, forGood) => {
    const { one } = circuits()
    await one.call(
      async () => Promise.reject(Object.assign(new Error('no'), { code })),
      () => {},
      500,
    )
    expect(one.failsForGood).toBe(forGood)
  })

  test.each([
    [Object.assign(new Error('secret-77'), { code: '42501' }), '42501'],
    [Object.assign(new Error('secret-77'), { code: 'NOAUTH' }), 'NOAUTH'],
    [new Error('secret-77', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }), 'ECONNREFUSED'],
    [Object.assign(new Error('secret-77'), { code: 'secret-77' }), 'Error'],
    [new TypeError('secret-77'), 'TypeError'],
    ['secret-77', 'Error'],
  ])('is known by a code or a name, and nothing else of it: %s', async (thrown, code) => {
    const { one } = circuits()
    const failed = vi.fn()
    await one.call(() => Promise.reject(thrown), failed, 500)
    expect(codeOfFailure(failed.mock.lastCall?.[0])).toBe(code)
  })

  test('or by being too slow', async () => {
    const { clock, one } = circuits()
    const failed = vi.fn()
    const asked = one.call(hangs, failed, 500)
    await clock.advance(500)
    await asked
    expect(codeOfFailure(failed.mock.lastCall?.[0])).toBe('TOO_SLOW')
  })

  test('for a second slot as well is left alone for all', async () => {
    const { one, two, common } = circuits()
    await one.call(rejects, () => {}, 500)
    await two.call(rejects, () => {}, 500)
    expect(common.broken).toBe(true)
  })

  test('for the second slot after it has answered in between is not left alone for all', async () => {
    const { one, two, common } = circuits()
    await one.call(rejects, () => {}, 500)
    await two.call(answers, () => {}, 500)
    await two.call(rejects, () => {}, 500)
    expect(common.broken).toBe(false)
  })

  test('by not answering is left alone for all at once', async () => {
    const { clock, common, one, two } = circuits()
    const hung = one.call(hangs, () => {}, 500)
    await clock.advance(500)
    expect(await hung).toBeUndefined()
    expect(common.broken).toBe(true)
    const asked = vi.fn(answers)
    expect(await two.call(asked, () => {}, 500)).toBeUndefined()
    expect(asked).not.toHaveBeenCalled()
  })

  test('is asked by one at a time whether it is back, and then by all', async () => {
    const { clock, one, two } = circuits()
    const first = one.call(hangs, () => {}, 500)
    await clock.advance(500)
    await first
    await clock.advance(1_000)
    let answer: (value: string) => void = () => {}
    const trying = one.call(
      () => new Promise<string>((resolve) => (answer = resolve)),
      () => {},
      500,
    )
    expect(await two.call(answers, () => {}, 500)).toBeUndefined()
    answer('back')
    expect(await trying).toBe('back')
    expect(await two.call(answers, () => {}, 500)).toBe('answer')
  })

  test('is asked even so for what would be lost otherwise', async () => {
    const { clock, one } = circuits()
    const hung = one.call(hangs, () => {}, 500)
    await clock.advance(500)
    await hung
    expect(await one.insist(answers, () => {})).toBe('answer')
  })
})

describe('a reason that waiting does not cure', () => {
  const refuses = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }))

  test('is known from the error, for that slot, until the store answers again', async () => {
    const { clock, one, two } = circuits()
    await one.call(refuses('EACCES'), () => {}, 500)
    expect([one.failsForGood, two.failsForGood]).toEqual([true, false])
    await clock.advance(1_000)
    await one.call(answers, () => {}, 500)
    expect(one.failsForGood).toBe(false)
  })

  test('holds for slots that were never asked, once the store is left alone for all', async () => {
    const { clock, common, one, two } = circuits()
    await one.call(refuses('invalid_options'), () => {}, 500)
    await two.call(refuses('invalid_options'), () => {}, 500)
    expect(new StoreCircuit(clock, common).failsForGood).toBe(true)
  })

  test.each(['ECONNREFUSED', 'READONLY', 'LOADING'])('is not %s: that passes', async (code) => {
    const { one } = circuits()
    await one.call(refuses(code), () => {}, 500)
    expect(one.failsForGood).toBe(false)
  })
})

describe('how a store answers is seen', () => {
  const after =
    (clock: ReturnType<typeof manualClock>, ms: number, answer: () => Promise<unknown> = answers) =>
    async () => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, ms))
      return answer()
    }
  const ignored = () => {}

  test('the last call and the slowest of the minute before it, over all slots', async () => {
    const { clock, common, one, two } = circuits()
    expect(common.health).toEqual({ state: 'working', failingSince: undefined, latency: undefined })
    const call = async (circuit: StoreCircuit, ms: number) => {
      const asked = circuit.call(after(clock, ms), ignored, 500)
      await clock.advance(ms)
      await asked
    }
    await call(one, 40)
    await call(two, 3)
    const at = clock.now()
    expect(one.health).toEqual({ state: 'working', failingSince: undefined, latency: { at, lastMs: 3, slowestMs: 40 } })
    expect(two.latency).toEqual(common.latency)
    await clock.advance(25 * 60_000)
    expect(common.latency).toEqual({ at, lastMs: 3, slowestMs: 40 })
    await call(one, 5)
    expect(common.latency).toEqual({ at: clock.now(), lastMs: 5, slowestMs: 5 })
  })

  test('since when it fails, until it answers; and how long it took until it was given up', async () => {
    const { clock, common, one } = circuits()
    const since = clock.now()
    await one.call(rejects, ignored, 500)
    expect(one.health).toMatchObject({ state: 'failing', failingSince: since, latency: { lastMs: 0 } })
    expect(common.health.state).toBe('working')
    await clock.advance(1_000)
    const late = one.call(hangs, ignored, 500)
    await clock.advance(500)
    await late
    expect(one.health).toMatchObject({ failingSince: since, latency: { lastMs: 500, slowestMs: 500 } })
    expect(common.health).toMatchObject({ state: 'failing', failingSince: since + 1_500 })
    const insisted = one.insist(after(clock, 7), ignored)
    await clock.advance(7)
    await insisted
    expect(one.health).toMatchObject({ state: 'failing', latency: { lastMs: 7 } })
    await clock.advance(60_000)
    await one.call(answers, ignored, 500)
    expect(one.health).toMatchObject({ state: 'working', failingSince: undefined })
  })

  test('a refusal that is held back, as of a lease, says nothing of its speed', async () => {
    const { clock, common, one } = circuits()
    const refused = one.call(
      after(clock, 400, async () => false),
      ignored,
      500,
    )
    await clock.advance(400)
    expect(await refused).toBe(false)
    expect(common.latency).toBeUndefined()
  })

  test('no more than a hundred calls are kept', async () => {
    const { clock, common, one } = circuits()
    const slow = one.call(after(clock, 90), ignored, 500)
    await clock.advance(90)
    await slow
    for (let n = 0; n < 99; n++) await one.call(answers, ignored, 500)
    expect(common.latency?.slowestMs).toBe(90)
    await one.call(answers, ignored, 500)
    expect(common.latency?.slowestMs).toBe(0)
  })
})
