import type { Account } from './accounts.ts'
import type { Environment } from './environment.ts'
import type { ResolvedOptions } from './simulator-options.ts'

/** All tokens that go back to one login; reuse of a spent refresh token takes all of them down. */
interface Family {
  revoked: boolean
}

interface TokenRecord {
  readonly account: Account
  readonly family: Family
  /** Grows with every token; `revokeAll` and its like compare against it. */
  readonly serial: number
  readonly expiresAt: number
}

interface AccessRecord extends TokenRecord {
  readonly generation: number
  revoked: boolean
}

export interface RefreshRecord extends TokenRecord {
  spentAt: number | undefined
}

export interface IssuedTokens {
  readonly access: string
  readonly refresh: string | undefined
  readonly generation: number
}

/** A token that is dead for so long is nobody's any more: until then the log still says whose it was. */
const FORGOTTEN_AFTER_MS = 3_600_000

export interface TokenLedger {
  /** Starts a family (login), or continues the one of `parent` (refresh). */
  issue(account: Account, parent?: RefreshRecord): Promise<IssuedTokens>
  /** The record of an access token, alive or dead; undefined for a string that was never issued. */
  lookUp(token: string): AccessRecord | undefined
  isAlive(record: AccessRecord, environment: Environment): boolean
  /** Spends a refresh token; undefined is a 401. */
  redeem(token: string, environment: Environment): RefreshRecord | undefined
  revoke(token: string): void
  endAccessTokens(): void
  endRefreshTokens(): void
}

export function createTokenLedger(options: ResolvedOptions): TokenLedger {
  const { clock, rotation, graceMs } = options
  const { sign } = options.seams
  const accessTokens = new Map<string, AccessRecord>()
  const refreshTokens = new Map<string, RefreshRecord>()
  let serial = 0
  let lastDeadAccess = 0
  let lastDeadRefresh = 0

  const lives = (record: TokenRecord, environment: Environment) =>
    record.account.environment === environment && !record.family.revoked && clock.monotonic() < record.expiresAt

  /** A spent token outside the grace period is read as theft, as RFC 9700 §4.14.2 has it. */
  function reuse(record: RefreshRecord, spentAt: number): RefreshRecord | undefined {
    if (rotation === 'grace' && clock.monotonic() - spentAt < graceMs) return record
    record.family.revoked = true
    return undefined
  }

  /** All live equally long, so that the oldest are the first to die. */
  function forget(records: Map<string, TokenRecord>, at: number): void {
    for (const [token, { expiresAt }] of records) {
      if (at - expiresAt < FORGOTTEN_AFTER_MS) return
      records.delete(token)
    }
  }

  return {
    async issue(account, parent) {
      const at = clock.monotonic()
      forget(accessTokens, at)
      forget(refreshTokens, at)
      const family = parent?.family ?? { revoked: false }
      const common = { account, family, serial: ++serial }
      const generation = ++account.generations
      const access = { ...common, generation, expiresAt: at + options.accessMs, revoked: false }
      const refreshToken = options.withRefreshToken ? opaqueToken() : undefined
      if (refreshToken !== undefined)
        refreshTokens.set(refreshToken, { ...common, expiresAt: at + options.refreshMs, spentAt: undefined })
      const token = await sign(account, { issuedAt: clock.now(), accessMs: options.accessMs })
      accessTokens.set(token, access)
      return { access: token, refresh: refreshToken, generation }
    },
    lookUp: (token) => accessTokens.get(token),
    isAlive: (record, environment) => !record.revoked && record.serial > lastDeadAccess && lives(record, environment),
    redeem(token, environment) {
      const record = refreshTokens.get(token)
      if (!record || record.serial <= lastDeadRefresh || !lives(record, environment)) return undefined
      // An inactive account is refused for another reason; its refresh token is there when it comes back.
      if (rotation === 'lax' || !record.account.active) return record
      if (record.spentAt !== undefined) return reuse(record, record.spentAt)
      record.spentAt = clock.monotonic()
      return record
    },
    revoke(token) {
      const record = accessTokens.get(token)
      if (record) record.revoked = true
    },
    endAccessTokens() {
      lastDeadAccess = serial
    },
    endRefreshTokens() {
      lastDeadRefresh = serial
    },
  }
}

function opaqueToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return `rt_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
