import { canShare, type StoredText } from '../share/token-store.ts'
import { closingCases } from './closing-cases.ts'
import { leaseCases } from './lease-cases.ts'
import { permitCases } from './permit-cases.ts'
import { replacementCases } from './replacement-cases.ts'
import { sharingProbe } from './sharing-probe.ts'
import { ample, expect, type TestSubject, type TimedSubject } from './test-subject.ts'
import { timed } from './timed.ts'

/** One rule for every store; `run` throws a sentence that says what the store did instead. */
export interface ConformanceCase {
  readonly name: string
  run(): Promise<void>
}

/** The store under test, with the arguments that no case is about filled in. */
interface Probe {
  get(slot?: string): Promise<StoredText | undefined>
  set(generation: number, text?: string, slot?: string): Promise<boolean>
  delete(generation: number, slot?: string): Promise<void>
  readonly subject: TimedSubject
}

async function expectText(probe: Probe, text: string | undefined, when: string, slot?: string): Promise<void> {
  const stored = await probe.get(slot)
  const shown = (value: string | undefined) => (value === undefined ? 'nothing' : JSON.stringify(value.slice(0, 40)))
  expect(stored?.text === text, `${when}, get should give ${shown(text)} but gave ${shown(stored?.text)}`)
}

const cases: Readonly<Record<string, (probe: Probe) => Promise<void>>> = {
  async 'get of an unknown slot gives undefined'(probe) {
    for (const slot of ['slot', '__proto__', 'constructor']) {
      expect((await probe.get(slot)) === undefined, `get of the unknown slot ${slot} should give undefined`)
    }
  },

  async 'text comes back as it was, unicode and 16 kB of it'(probe) {
    const text = `v1.~"'\\\n\t€ 😀 é ${'0123456789abcdef'.repeat(1024)} end`
    expect((await probe.set(7, text)) === true, 'the first setIfNewer should answer true')
    const stored = await probe.get()
    expect(stored?.text === text, 'text should come back unchanged')
  },

  async 'the generation comes back, up to the largest safe integer'(probe) {
    for (const generation of [1, Date.UTC(2026, 0, 1), Number.MAX_SAFE_INTEGER]) {
      await probe.set(generation)
      const stored = await probe.get()
      expect(stored?.generation === generation, `generation should be ${generation} but is ${stored?.generation}`)
    }
  },

  async 'an older or equal generation is refused and leaves what is stored'(probe) {
    await probe.set(10, 'ten')
    expect((await probe.set(9, 'nine')) === false, 'setIfNewer of an older generation should answer false')
    await expectText(probe, 'ten', 'after an older generation was offered')
    expect((await probe.set(10, 'other ten')) === false, 'setIfNewer of an equal generation should answer false')
    await expectText(probe, 'ten', 'after an equal generation was offered')
  },

  async 'a newer generation replaces, also when it has more digits'(probe) {
    await probe.set(9, 'nine')
    expect((await probe.set(10, 'ten')) === true, 'setIfNewer of a newer generation should answer true')
    await expectText(probe, 'ten', 'after a newer generation was written')
  },

  async 'delete of an older generation leaves the newer one'(probe) {
    await probe.set(10, 'ten')
    await probe.delete(9)
    await expectText(probe, 'ten', 'after delete of an older generation')
  },

  async 'delete of the stored generation removes it, and any may follow'(probe) {
    await probe.set(10, 'ten')
    await probe.delete(10)
    await expectText(probe, undefined, 'after delete of the stored generation')
    expect((await probe.set(3, 'three')) === true, 'after a delete any generation should be accepted')
    await expectText(probe, 'three', 'after a delete and a write')
  },

  async 'delete of a slot that is not there does nothing'(probe) {
    await probe.delete(10)
    await probe.set(10, 'ten', 'other')
    await probe.delete(10)
    await expectText(probe, 'ten', 'after delete of an absent slot', 'other')
  },

  async 'text is gone after its time to live, and any generation may follow'(probe) {
    await probe.set(10, 'ten')
    const { advance, unitMs } = probe.subject
    await advance(unitMs / 2)
    await expectText(probe, 'ten', 'half its time to live later')
    await advance(unitMs)
    await expectText(probe, undefined, 'past its time to live')
    expect((await probe.set(3, 'three')) === true, 'past the time to live any generation should be accepted')
  },

  async 'age grows on the store’s own clock and starts anew with each write'(probe) {
    const { advance, unitMs } = probe.subject
    const age = async () => (await probe.get())?.ageMs ?? Number.NaN
    await probe.set(1)
    const fresh = await age()
    expect(fresh >= 0 && fresh < unitMs / 2, `just after the write ageMs should be near 0 but is ${fresh}`)
    await advance(unitMs / 4)
    const later = await age()
    // Stores keep time in whole milliseconds, and timers are early by one.
    expect(
      later - fresh >= unitMs / 4 - 5,
      `${unitMs / 4} ms later ageMs should have grown by as much: ${fresh}, ${later}`,
    )
    await probe.set(2)
    const again = await age()
    expect(again >= 0 && again < later, `after another write ageMs should start anew but is ${again}`)
  },

  async 'slots do not touch each other, whatever their names'(probe) {
    const slots = ['a', 'ab', 'a:b', 'abc', '__proto__', 'constructor', '0', '00']
    for (const [index, slot] of slots.entries()) await probe.set(index + 1, `text of ${slot}`, slot)
    for (const slot of slots) await expectText(probe, `text of ${slot}`, `with ${slots.length} slots written`, slot)
    await probe.delete(100, 'a')
    await expectText(probe, undefined, 'after its delete', 'a')
    for (const slot of slots.slice(1)) await expectText(probe, `text of ${slot}`, 'after delete of another slot', slot)
  },

  async 'of many writes at once the newest stays'(probe) {
    const generations = Array.from({ length: 24 }, (_, index) => ((index * 7) % 24) + 1)
    const written = await Promise.all(generations.map((generation) => probe.set(generation, `text ${generation}`)))
    expect(written[generations.indexOf(24)] === true, 'the newest of many writes at once should answer true')
    const stored = await probe.get()
    expect(stored?.generation === 24, `after many writes at once generation 24 should stay, not ${stored?.generation}`)
    expect(stored.text === 'text 24', 'text and generation should be of the same write')
  },

  async 'an aborted call rejects or is carried out, and corrupts nothing'(probe) {
    const { store, unitMs } = probe.subject
    const aborted = { signal: AbortSignal.abort() }
    const failed = () => undefined
    await probe.set(1, 'one')
    const read = await store.get('slot', aborted).catch(failed)
    expect(read === undefined || read.text === 'one', 'an aborted get should reject, or give what is stored')
    const entry = { text: 'two', generation: 2, ttlMs: unitMs }
    const written = await store.setIfNewer('slot', entry, aborted).catch(failed)
    const stored = await probe.get()
    const whole = stored && stored.text === ['', 'one', 'two'][stored.generation]
    expect(whole === true, 'an aborted setIfNewer should leave the old entry or the new one, whole')
    expect(written !== true || stored?.generation === 2, 'an aborted setIfNewer that answers true should have written')
    await store.delete('slot', { generation: 2 }, aborted).catch(failed)
    expect((await probe.set(3, 'three')) === true, 'after aborted calls the slot should take a newer generation')
    await expectText(probe, 'three', 'after aborted calls')
  },
}

/** Of stores that processes share. */
const sharingCases = { ...replacementCases, ...leaseCases, ...permitCases, ...closingCases }

/** What the store supports. */
export interface ClaimedCapabilities {
  /**
   * The store is a {@link SharedTokenStore}: leases and permits are checked too.
   * @default false
   */
  readonly sharing?: boolean | undefined
}

/**
 * The rules for every {@link TokenStore}, as a list of cases for any test runner. Each case makes its own subject.
 * @param makeStore called once per case; returns an empty store
 * @example
 * for (const { name, run } of storeConformance(async () => ({ store: await myStore(), advance: sleep }))) test(name, run)
 */
export function storeConformance(
  makeStore: () => Promise<TestSubject> | TestSubject,
  { sharing = false }: ClaimedCapabilities = {},
): readonly ConformanceCase[] {
  const check = (name: string, run: (subject: TimedSubject) => Promise<void>): ConformanceCase => ({
    name,
    run: () => timed(makeStore, run),
  })
  const kept = Object.entries(cases).map(([name, run]) => check(name, (subject) => run(probeOf(subject))))
  // The core uses leases and permits wherever there are all four methods, whatever is claimed.
  const silent = check('shares through no methods that are not checked here', async ({ store }) => {
    expect(!canShare(store), 'a store with the methods of a SharedTokenStore should be checked with { sharing: true }')
  })
  if (!sharing) return [...kept, silent]
  const shared = Object.entries(sharingCases).map(([name, run]) =>
    check(name, (subject) => {
      expect(canShare(subject.store), 'a store that shares should have the four methods for leases and permits')
      return run(sharingProbe(subject))
    }),
  )
  return [...kept, ...shared]
}

function probeOf(subject: TimedSubject): Probe {
  const { store, unitMs } = subject
  return {
    subject,
    get: (slot = 'slot') => store.get(slot, ample),
    set: (generation, text = 'text', slot = 'slot') =>
      store.setIfNewer(slot, { text, generation, ttlMs: unitMs }, ample),
    delete: (generation, slot = 'slot') => store.delete(slot, { generation }, ample),
  }
}
