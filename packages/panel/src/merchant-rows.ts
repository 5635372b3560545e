import type { PagamioAuthPoolStatus, PooledMerchant } from '@pagamio/auth-core'
import type { MerchantRow } from './messages.ts'
import type { PoolSource } from './panel-source.ts'

/** A pool as it was at one moment. */
export interface PoolLook {
  readonly status: PagamioAuthPoolStatus
  /** By number. */
  readonly merchants: ReadonlyMap<number, PooledMerchant>
}

/** All viewers that look within this time see the same, unless something has happened since. */
const TOGETHER_MS = 100

/**
 * A pool, with a number for each merchant's name, which never changes: the page asks by it, and no name is in an address.
 * To look at thousands takes some milliseconds: it is done once for all viewers.
 */
export class MerchantNumbers {
  readonly #pool: PoolSource
  readonly #nameOf: ((merchant: string) => string) | undefined
  #numbers = new Map<string, number>()
  #next = 1
  #last: (PoolLook & { readonly events: number; readonly until: number }) | undefined

  constructor(pool: PoolSource, nameOf: ((merchant: string) => string) | undefined) {
    this.#pool = pool
    this.#nameOf = nameOf
  }

  /** @param events how many there were */
  look(events: number): PoolLook {
    const now = performance.now()
    if (this.#last?.events === events && now < this.#last.until) return this.#last
    const look = { status: this.#pool.status(), merchants: this.#held(), events, until: now + TOGETHER_MS }
    this.#last = look
    return look
  }

  /** A function that fails for one merchant costs the page no row. */
  #nameGiven(merchant: string): string | undefined {
    try {
      const name: unknown = this.#nameOf?.(merchant)
      return typeof name === 'string' ? name : undefined
    } catch {
      return undefined
    }
  }

  /** Those held now. A merchant that is no longer held loses its number. */
  #held(): ReadonlyMap<number, PooledMerchant> {
    const numbers = new Map<string, number>()
    const merchants = new Map<number, PooledMerchant>()
    for (const one of this.#pool.merchants()) {
      const number = this.#numbers.get(one.merchant) ?? this.#next++
      numbers.set(one.merchant, number)
      merchants.set(number, one)
    }
    this.#numbers = numbers
    return merchants
  }

  row(number: number, one: PooledMerchant): MerchantRow {
    const { merchant, account, acquiredAt = 0, expiresAt = 0, renewAheadMs = 0, mustRenewMs = 0 } = one
    const name = this.#nameGiven(merchant) ?? (account === 'unknown' ? '' : account)
    return [number, name, acquiredAt, expiresAt, renewAheadMs, mustRenewMs, one.acquiring, one.trouble ?? '']
  }
}

/** What one viewer knows of a pool's rows: it is sent what is new to it, a part at a time. */
export class SentRows {
  readonly #sent = new Map<number, PooledMerchant>()

  /** At most `most` rows that are new to it, and those that are gone. */
  news(
    now: ReadonlyMap<number, PooledMerchant>,
    numbers: MerchantNumbers,
    most: number,
  ): { readonly rows: readonly MerchantRow[]; readonly gone: readonly number[]; readonly more: boolean } {
    const gone = [...this.#sent.keys()].filter((number) => !now.has(number))
    for (const number of gone) this.#sent.delete(number)
    const rows: MerchantRow[] = []
    for (const [number, merchant] of now) {
      if (this.#sent.get(number) === merchant) continue
      if (rows.length === most) return { rows, gone, more: true }
      this.#sent.set(number, merchant)
      rows.push(numbers.row(number, merchant))
    }
    return { rows, gone, more: false }
  }
}
