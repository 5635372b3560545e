import type { PermitAnswer, PermitAsk, PermitSettlement } from '../limit/permit.ts'
import { permitKey } from '../limit/permit-log.ts'
import type { SharedTokenStore, StoredText, TokenEntry } from '../share/token-store.ts'
import { ample, expect, type TimedSubject } from './test-subject.ts'

/** The shared store under test, with the arguments that no case is about filled in. */
export interface SharingProbe {
  lease(owner: string, slot?: string): Promise<boolean>
  release(owner: string, slot?: string): Promise<void>
  /** Writes the generation as text; with `replaces` only in the place of that one, with `releases` the lease ends too. */
  write(generation: number, about?: Pick<TokenEntry, 'replaces' | 'releases'>): Promise<boolean>
  read(): Promise<StoredText | undefined>
  ask(id: string, ask?: Partial<PermitAsk>, key?: string): Promise<PermitAnswer>
  settle(id: string, outcome: PermitSettlement['outcome'], closedForMs?: number): Promise<void>
  /** How long a lease, a text, a window and a call last. */
  readonly unitMs: number
  /** Lets so many of them pass. */
  pass(units: number): Promise<void>
}

export type SharingCases = Readonly<Record<string, (probe: SharingProbe) => Promise<void>>>

export const ORIGIN = 'https://origin.example'
const LOGIN = permitKey(ORIGIN, 'login')

export function sharingProbe({ store, advance, unitMs }: TimedSubject): SharingProbe {
  const shared = store as SharedTokenStore
  const usual = { limit: 2, windowMs: unitMs, callMs: unitMs, placeMs: 30 * unitMs }
  return {
    lease: (owner, slot = 'slot') => shared.takeLease(slot, { owner, ttlMs: unitMs }, ample),
    release: (owner, slot = 'slot') => shared.releaseLease(slot, { owner }, ample),
    write: (generation, about) =>
      shared.setIfNewer('slot', { text: `${generation}`, generation, ttlMs: unitMs, ...about }, ample),
    read: () => shared.get('slot', ample),
    ask: (id, ask = {}, key = LOGIN) => shared.takePermit(key, { id, ...usual, ...ask }, ample),
    settle: (id, outcome, closedForMs = 0) => shared.settlePermit(LOGIN, { id, outcome, closedForMs }, ample),
    unitMs,
    pass: (units) => advance(units * unitMs),
  }
}

export function expectGranted({ retryAfterMs }: PermitAnswer, who: string): void {
  expect(retryAfterMs === 0, `${who} should get a permit, but was told to wait ${retryAfterMs} ms`)
}

export function expectRefused({ retryAfterMs }: PermitAnswer, who: string): void {
  expect(retryAfterMs > 0, `${who} should have to wait, but retryAfterMs is ${retryAfterMs}`)
}

/** Uses up the limit of two. */
export async function fill({ ask, settle }: SharingProbe): Promise<void> {
  for (const id of ['first', 'second']) {
    expectGranted(await ask(id), `the ${id} call`)
    await settle(id, 'success')
  }
}
