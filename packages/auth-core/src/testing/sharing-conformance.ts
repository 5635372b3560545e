import type { PermitAnswer, PermitAsk, PermitSettlement } from '../limit/permit.ts'
import type { SharedTokenStore, StoredText, TokenEntry } from '../share/token-store.ts'
import type { LimitedEndpoint } from '../token/endpoint.ts'
import { ample, expect, type TestSubject } from './test-subject.ts'

/** The shared store under test, with the arguments that no case is about filled in. */
export interface SharingProbe {
  lease(owner: string, slot?: string): Promise<boolean>
  release(owner: string, slot?: string): Promise<void>
  /** Writes the generation as text; with `replaces` only in the place of that one, with `releases` the lease ends too. */
  write(generation: number, about?: Pick<TokenEntry, 'replaces' | 'releases'>): Promise<boolean>
  read(): Promise<StoredText | undefined>
  ask(id: string, ask?: Partial<PermitAsk>, endpoint?: LimitedEndpoint, origin?: string): Promise<PermitAnswer>
  settle(id: string, outcome: PermitSettlement['outcome'], closedForMs?: number): Promise<void>
  pass(ms: number): Promise<void>
}

const LEASE_MS = 2_000
const TEXT_MS = 2_000
const WINDOW_MS = 2_000
const CALL_MS = 2_000
const ORIGIN = 'https://origin.example'

export function sharingProbe({ store, advance }: TestSubject): SharingProbe {
  const shared = store as SharedTokenStore
  const usual = { background: false, limit: 2, windowMs: WINDOW_MS, callMs: CALL_MS, placeMs: 60_000 }
  return {
    lease: (owner, slot = 'slot') => shared.takeLease(slot, { owner, ttlMs: LEASE_MS }, ample),
    release: (owner, slot = 'slot') => shared.releaseLease(slot, { owner }, ample),
    write: (generation, about) =>
      shared.setIfNewer('slot', { text: `${generation}`, generation, ttlMs: TEXT_MS, ...about }, ample),
    read: () => shared.get('slot', ample),
    ask: (id, ask = {}, endpoint = 'login', origin = ORIGIN) =>
      shared.takePermit(origin, endpoint, { id, ...usual, ...ask }, ample),
    settle: (id, outcome, closedForMs = 0) => shared.settlePermit(ORIGIN, 'login', { id, outcome, closedForMs }, ample),
    pass: (ms) => advance(ms),
  }
}

function expectGranted({ retryAfterMs }: PermitAnswer, who: string): void {
  expect(retryAfterMs === 0, `${who} should get a permit, but was told to wait ${retryAfterMs} ms`)
}

function expectRefused({ retryAfterMs }: PermitAnswer, who: string): void {
  expect(retryAfterMs > 0, `${who} should have to wait, but retryAfterMs is ${retryAfterMs}`)
}

/** Uses up the limit of two. */
async function fill({ ask, settle }: SharingProbe): Promise<void> {
  for (const id of ['first', 'second']) {
    expectGranted(await ask(id), `the ${id} call`)
    await settle(id, 'success')
  }
}

export const sharingCases: Readonly<Record<string, (probe: SharingProbe) => Promise<void>>> = {
  async 'with `replaces` exactly that generation is replaced, and nothing else'({ write, read }) {
    expect(
      (await write(11, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused if there is nothing',
    )
    expect((await read()) === undefined, 'a refused write should leave nothing')
    await write(10)
    expect((await write(11, { replaces: 9 })) === false, 'a write that replaces 9 should be refused if 10 is stored')
    expect((await write(13, { replaces: 12 })) === false, 'a write that replaces 12 should be refused if 10 is stored')
    expect((await write(10, { replaces: 10 })) === false, 'a generation should not replace itself')
    expect((await read())?.text === '10', 'refused writes should leave what is stored')
    expect(
      (await write(11, { replaces: 10 })) === true,
      'a write that replaces 10 should be carried out if 10 is stored',
    )
    expect((await read())?.generation === 11, 'what replaced 10 should be stored')
    expect(
      (await write(12, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused once that is replaced',
    )
  },

  async 'of many who would replace the same generation at once one does'({ write, read }) {
    await write(100)
    const written = await Promise.all(Array.from({ length: 16 }, (_, n) => write(101 + n, { replaces: 100 })))
    const winners = written.flatMap((won, n) => (won ? [101 + n] : []))
    expect(winners.length === 1, `one of sixteen should replace it, but ${winners.length} did`)
    expect((await read())?.generation === winners[0], 'the one that replaced it should be stored')
  },

  async 'what is over is not replaced'({ write, pass }) {
    await write(10)
    await pass(TEXT_MS * 1.1)
    expect(
      (await write(11, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused once its time is over',
    )
  },

  async 'a lease is one owner’s at a time, and another slot has another'({ lease }) {
    expect((await lease('one')) === true, 'a free lease should be given')
    expect((await lease('two')) === false, 'a lease that somebody has should be refused')
    expect((await lease('two', 'other')) === true, 'the lease of another slot should be free')
  },

  async 'of many who want a lease at once, one gets it'({ lease }) {
    const given = await Promise.all(Array.from({ length: 16 }, (_, n) => lease(`owner ${n}`)))
    expect(given.filter(Boolean).length === 1, `of 16 owners at once, one should get the lease: ${given}`)
  },

  async 'an owner keeps his lease by taking it again'({ lease, pass }) {
    await lease('one')
    await pass(LEASE_MS * 0.6)
    expect((await lease('one')) === true, 'an owner should get his own lease again')
    await pass(LEASE_MS * 0.6)
    expect((await lease('two')) === false, 'a lease that was taken again should last from then')
  },

  async 'a lease ends by itself'({ lease, pass }) {
    await lease('one')
    await pass(LEASE_MS * 1.1)
    expect((await lease('two')) === true, 'a lease past its time should be free')
    expect((await lease('one')) === false, 'who lost his lease should not get it back from the new owner')
  },

  async 'only the owner gives a lease back'({ lease, release }) {
    await lease('one')
    await release('two')
    expect((await lease('two')) === false, 'a release by somebody else should do nothing')
    await release('one')
    expect((await lease('two')) === true, 'a lease that its owner gave back should be free')
    await release('one')
    expect((await lease('three')) === false, 'a release by a former owner should do nothing')
    await release('nobody', 'a slot without a lease')
  },

  async 'with `releases` the lease of that owner ends with the write, and with a write that is refused'({
    lease,
    write,
  }) {
    await lease('one')
    await write(10, { releases: 'two' })
    expect((await lease('two')) === false, 'a write that releases the lease of somebody else should leave it')
    await write(11, { releases: 'one' })
    expect((await lease('two')) === true, 'a write that releases its owner’s lease should end it')
    expect((await write(9, { releases: 'two' })) === false, 'an older generation should be refused')
    expect((await lease('three')) === true, 'a refused write that releases its owner’s lease should end it too')
  },

  async 'permits are given up to the limit, then never sooner than the window allows'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    const { retryAfterMs } = await ask('third')
    expect(
      retryAfterMs > WINDOW_MS / 2 && retryAfterMs <= WINDOW_MS + CALL_MS,
      `the third of two should wait for about ${WINDOW_MS} ms, not ${retryAfterMs}`,
    )
    await pass(WINDOW_MS * 1.1)
    expectGranted(await ask('third'), 'who has waited for the window')
  },

  async 'of many who ask at once, as many as the limit get a permit'({ ask }) {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => ask(`id ${n}`, { limit: 5 })))
    const granted = answers.filter(({ retryAfterMs }) => retryAfterMs === 0).length
    expect(granted === 5, `of 16 at once, five should get a permit, not ${granted}`)
  },

  async 'who asks again for a permit that he has, has it, and it counts once'({ ask }) {
    for (let n = 0; n < 3; n++) expectGranted(await ask('first'), 'who has the permit')
    expectGranted(await ask('second'), 'the second of two')
  },

  async 'a call counts from its answer, and unsettled until it cannot be under way any more'({ ask, settle, pass }) {
    await ask('answered')
    await ask('lost')
    await pass(CALL_MS * 0.7)
    await settle('answered', 'answered')
    await pass(WINDOW_MS * 0.7)
    expectRefused(await ask('third'), 'who asks within the window after the answer')
    await pass(WINDOW_MS * 0.4)
    expectGranted(await ask('third'), 'who asks after the window of the answered call')
    await settle('third', 'unused')
    expectRefused(await ask('fourth', { limit: 1 }), 'who asks while the lost call may still count')
    await pass((CALL_MS + WINDOW_MS) * 0.4)
    expectGranted(await ask('fourth', { limit: 1 }), 'who asks after the lost call')
  },

  async 'first come, first served'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    for (const id of ['a', 'b', 'c']) expectRefused(await ask(id), id)
    await pass(WINDOW_MS * 1.1)
    expectRefused(await ask('c'), 'the third in the line, for two permits')
    expectGranted(await ask('b'), 'the second in the line, for two permits')
    expectRefused(await ask('newcomer'), 'a newcomer while others wait')
    expectGranted(await ask('a'), 'the first in the line')
  },

  async 'callers go before renewals in the background'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    expectRefused(await ask('background', { background: true }), 'a renewal')
    expectRefused(await ask('a'), 'a caller')
    expectRefused(await ask('b'), 'a second caller')
    await pass(WINDOW_MS * 1.1)
    expectRefused(await ask('background', { background: true }), 'a renewal while callers wait')
    expectGranted(await ask('b'), 'a caller')
    expectGranted(await ask('a'), 'the caller who was first')
  },

  async 'a place in the line is lost by not asking again'(probe) {
    const { ask, pass } = probe
    await fill(probe)
    for (const id of ['gone', 'gone too']) expectRefused(await ask(id, { placeMs: WINDOW_MS / 2 }), id)
    await pass(WINDOW_MS * 1.1)
    expectGranted(await ask('a'), 'who came after places that nobody looks after')
  },

  async 'what is not used is given back: a permit, and a place in the line'({ ask, settle }) {
    await ask('first', { limit: 1 })
    await settle('first', 'unused')
    expectGranted(await ask('second', { limit: 1 }), 'who asks after a permit was given back')
    expectRefused(await ask('third', { limit: 1 }), 'the third')
    await settle('third', 'unused')
    await settle('second', 'unused')
    expectGranted(await ask('fourth', { limit: 1 }), 'who asks after a place was given back')
  },

  async 'a closed endpoint lets nobody through, and then one who tries'({ ask, settle, pass }) {
    await ask('first')
    await settle('first', 'closed', WINDOW_MS)
    expectRefused(await ask('second'), 'who asks a closed endpoint')
    await pass(WINDOW_MS * 1.1)
    const granted = await ask('second')
    expectGranted(granted, 'the first after a closing')
    expect(granted.closings === 1, `closings should be 1 after one closing, not ${granted.closings}`)
    expectRefused(await ask('third'), 'who asks before the first after a closing was answered')
    await settle('second', 'closed', WINDOW_MS)
    expectRefused(await ask('third'), 'who asks after it was closed again')
    await pass(WINDOW_MS * 1.1)
    const again = await ask('third')
    expectGranted(again, 'the first after the second closing')
    expect(again.closings === 2, `closings should be 2 after two in a row, not ${again.closings}`)
    await settle('third', 'success')
    const open = await ask('fourth')
    expectGranted(open, 'who asks after a success')
    expect(open.closings === 0, `a success should forget the closings, but there are ${open.closings}`)
  },

  async 'calls that were under way together when it closed make one closing, and open nothing'({ ask, settle, pass }) {
    const limit = 4
    for (const id of ['first', 'second', 'third']) expectGranted(await ask(id, { limit }), `the ${id} call`)
    for (const [id, outcome] of [
      ['first', 'closed'],
      ['second', 'closed'],
      ['third', 'success'],
    ] as const) {
      await pass(WINDOW_MS / 50)
      await settle(id, outcome, WINDOW_MS)
    }
    expectRefused(await ask('fourth', { limit }), 'who asks after an earlier call came through a closed endpoint')
    await pass(WINDOW_MS * 1.2)
    const { retryAfterMs, closings } = await ask('fourth', { limit })
    expect(retryAfterMs === 0 && closings === 1, `one burst should be one closing, but closings is ${closings}`)
  },

  async 'an answer that is no success opens, and remembers the closings'({ ask, settle, pass }) {
    await ask('first')
    await settle('first', 'closed', WINDOW_MS / 4)
    await pass(WINDOW_MS * 1.1)
    await ask('second')
    await settle('second', 'answered')
    const third = await ask('third')
    expectGranted(third, 'who asks after an answer')
    expect(third.closings === 1, `only a success should forget the closings, but there are ${third.closings}`)
  },

  async 'without an answer the next one may try'({ ask, settle, pass }) {
    await ask('first', { limit: 5 })
    await settle('first', 'closed', WINDOW_MS / 4)
    await pass(WINDOW_MS * 0.3)
    await ask('second', { limit: 5 })
    await settle('second', 'unanswered')
    expectGranted(await ask('third', { limit: 5 }), 'who asks after a call that brought no answer')
    expectRefused(await ask('fourth', { limit: 5 }), 'who asks while that one is under way')
  },

  async 'a permit that the store has forgotten counts when it is settled'({ ask, settle }) {
    await settle('unknown', 'success')
    expectRefused(await ask('second', { limit: 1 }), 'who asks after a call that the store did not know')
  },

  async 'origins and endpoints have limits of their own'(probe) {
    const { ask } = probe
    await fill(probe)
    expectGranted(await ask('a', {}, 'refresh'), 'who asks for the other endpoint')
    expectGranted(await ask('b', {}, 'login', 'https://other.example'), 'who asks for another origin')
  },
}
