import { describe, expect, test, vi } from 'vitest'
import { StoreCircuit } from '../../src/share/store-circuit.ts'
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
