import type { TestSubject, TimedSubject } from './test-subject.ts'

const FIRST_UNIT_MS = 2_000
const LONGEST_UNIT_MS = 18_000
/** Every case leaves more room than this, of what lasts one. */
const ROOM = 1 / 8

/**
 * Runs a case on a fresh store. What fails while the store itself took long says nothing: a lease may be over because the
 * machine was busy. Then the case is run again with everything lasting three times as long.
 * @throws what the case threw, while the store was quick enough
 */
export async function timed(
  makeStore: () => Promise<TestSubject> | TestSubject,
  run: (subject: TimedSubject) => Promise<void>,
): Promise<void> {
  for (let unitMs = FIRST_UNIT_MS; ; unitMs *= 3) {
    const subject = await makeStore()
    const began = performance.now()
    let passedMs = 0
    const advance = async (ms: number) => {
      const before = performance.now()
      await subject.advance(ms)
      // A turned clock takes no time, and a timer may be late.
      passedMs += Math.min(ms, performance.now() - before)
    }
    try {
      return await run({ store: subject.store, advance, unitMs })
    } catch (error) {
      const tookMs = performance.now() - began - passedMs
      if (tookMs < unitMs * ROOM || unitMs >= LONGEST_UNIT_MS) throw error
    } finally {
      await subject.dispose?.()
    }
  }
}
