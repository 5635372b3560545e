import type { AppSettings } from '../../src/testing/index.ts'
import type { Flaw } from './flaws.ts'

export class TokenTrouble extends Error {
  readonly code: string
  readonly retryAfterMs: number | undefined

  constructor(code: string, retryAfterMs?: number) {
    super(`No token: ${code}`)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export interface Tokens {
  readonly access: string
  readonly refresh: string | undefined
  readonly generation: number
  readonly from: number
  readonly until: number
}

const AHEAD_MS = 5 * 60_000
const MUST_MS = 30_000
const TRIAL_MS = 30_000
const PAUSE_MS = 20_000

/** The least that passes: one instance, one flight. Each flaw takes one thing away. */
export function createTokens({ baseUrl, credentials, clock, store }: AppSettings, flaw?: Flaw) {
  let held: Tokens | undefined
  let flight: Promise<Tokens> | undefined
  let refused = false
  let cureless = false
  let pausedUntil = 0

  async function post(path: string, body: object): Promise<Response | undefined> {
    const redirect = flaw === 'follows redirects with the body' ? 'follow' : 'manual'
    const init: RequestInit = { method: 'POST', body: JSON.stringify(body), redirect }
    return fetch(`${baseUrl}${path}`, init).catch(() => undefined)
  }

  async function acquire(): Promise<Tokens> {
    const from = clock.monotonic()
    const kept = held ? undefined : await store?.get('tokens')
    if (kept) return JSON.parse(kept.text) as Tokens
    if (refused && flaw !== 'asks again with a refused password') throw new TokenTrouble('invalid_credentials')
    if (from < pausedUntil && flaw !== 'tries a dead endpoint without a pause') {
      throw new TokenTrouble('endpoint_unavailable', pausedUntil - from)
    }
    const { refresh } = held ?? {}
    let answer = refresh === undefined || flaw === 'logs in instead of refreshing' ? undefined : await renew(refresh)
    const unanswered = answer && answer.status >= 500
    if (!answer || answer.status === 401 || (unanswered && flaw === 'logs in while the refresh is down')) {
      answer = await post('/auth/token', credentials)
      refused = answer?.status === 401
      if (refused && flaw === 'breaks at a refused password') throw new Error('login failed')
      if (refused) throw new TokenTrouble('invalid_credentials')
    }
    const fields = (await answer?.json().catch(() => undefined)) as
      | { data?: { token: string; refreshToken?: string; expiresIn: number } }
      | undefined
    if (answer?.status !== 200 || !fields?.data) {
      pausedUntil = clock.monotonic() + PAUSE_MS
      throw new TokenTrouble('endpoint_unavailable', PAUSE_MS)
    }
    const { token, refreshToken, expiresIn } = fields.data
    const generation = (held?.generation ?? 0) + 1
    return { access: token, refresh: refreshToken, generation, from, until: from + expiresIn * 1000 }
  }

  const renew = (refreshToken: string) => post('/auth/token/refresh', { refreshToken })

  function fly(): Promise<Tokens> {
    if (flight && flaw !== 'lets each caller log in') return flight
    const flown = acquire()
      .then(async (tokens) => {
        held = tokens
        if (flaw !== 'keeps no token')
          await store?.setIfNewer('tokens', { text: JSON.stringify(tokens), generation: tokens.generation })
        return tokens
      })
      .finally(() => {
        flight = undefined
      })
    flight = flown
    return flown
  }

  return {
    async get(): Promise<Tokens> {
      if (!held || flaw === 'logs in for each request') {
        if (flaw === 'logs in for each request') held = undefined
        return fly()
      }
      const left = held.until - clock.monotonic()
      if (left < MUST_MS) return fly()
      if (left < AHEAD_MS && flaw !== 'never renews ahead') {
        const renewal = fly()
        if (flaw === 'needs the renewal to succeed') return renewal
        const settled = renewal.catch(() => held as Tokens)
        if (flaw === 'lets callers wait for a renewal') return settled
      }
      return held
    },
    /** The token to go on with after a 401: the same again where none may be had. */
    async replace(rejected: Tokens): Promise<Tokens> {
      const young = held && clock.monotonic() - held.from < TRIAL_MS && held.generation > 1
      if (held && held.access !== rejected.access && flaw !== 'refreshes for every 401') return held
      if (young && flaw !== 'asks for ever for a token that cures' && flaw !== 'refreshes for every 401') {
        cureless = true
      }
      if (cureless) return rejected
      return fly().catch(() => rejected)
    },
    healthy(): boolean {
      const now = clock.monotonic()
      const living = held !== undefined && now < held.until && flaw !== 'is unwell as soon as a renewal fails'
      return living || (!refused && now >= pausedUntil)
    },
    async close(): Promise<void> {
      if (flaw === 'drops a renewal at shutdown') held = undefined
      else await flight?.catch(() => {})
    },
  }
}
