import type { PermitAnswer, PermitAsk, PermitSettlement } from '../limit/permit.ts'
import { permitKey } from '../limit/permit-log.ts'
import type { SharedTokenStore, StoredText, TokenEntry } from '../share/token-store.ts'
import { ample, expect, type TestSubject } from './test-subject.ts'

/** The shared store under test, with the arguments that no case is about filled in. */
export interface SharingProbe {
  lease(owner: string, slot?: string): Promise<boolean>
  release(owner: string, slot?: string): Promise<void>
  /** Writes the generation as text; with `replaces` only in the place of that one, with `releases` the lease ends too. */
  write(generation: number, about?: Pick<TokenEntry, 'replaces' | 'releases'>): Promise<boolean>
  read(): Promise<StoredText | undefined>
  ask(id: string, ask?: Partial<PermitAsk>, key?: string): Promise<PermitAnswer>
  settle(id: string, outcome: PermitSettlement['outcome'], closedForMs?: number): Promise<void>
  pass(ms: number): Promise<void>
}

export type SharingCases = Readonly<Record<string, (probe: SharingProbe) => Promise<void>>>

export const LEASE_MS = 2_000
export const TEXT_MS = 2_000
export const WINDOW_MS = 2_000
export const CALL_MS = 2_000
export const ORIGIN = 'https://origin.example'
const LOGIN = permitKey(ORIGIN, 'login')

export function sharingProbe({ store, advance }: TestSubject): SharingProbe {
  const shared = store as SharedTokenStore
  const usual = { limit: 2, windowMs: WINDOW_MS, callMs: CALL_MS, placeMs: 60_000 }
  return {
    lease: (owner, slot = 'slot') => shared.takeLease(slot, { owner, ttlMs: LEASE_MS }, ample),
    release: (owner, slot = 'slot') => shared.releaseLease(slot, { owner }, ample),
    write: (generation, about) =>
      shared.setIfNewer('slot', { text: `${generation}`, generation, ttlMs: TEXT_MS, ...about }, ample),
    read: () => shared.get('slot', ample),
    ask: (id, ask = {}, key = LOGIN) => shared.takePermit(key, { id, ...usual, ...ask }, ample),
    settle: (id, outcome, closedForMs = 0) => shared.settlePermit(LOGIN, { id, outcome, closedForMs }, ample),
    pass: (ms) => advance(ms),
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
