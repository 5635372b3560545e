import type { Moment } from '../../src/platform/clock.ts'
import { fieldsOf, type SeenAnswer, type SeenCall } from './seen-call.ts'

/** Past this a call does not count as under way any more, whatever becomes of it. */
const CALL_DEADLINE_MS = 30_000

interface Issued {
  readonly value: string
  readonly asked: Moment
  readonly version: number
}

/** How often a refresh token was sent without a clear answer, and whether it may be sent at all any more. */
interface Sends {
  unclear: number
  spent: boolean
}

/** What one client may do, worked out from what it sent and got: nothing in here looks inside the library. */
export class ClientModel {
  readonly calls: SeenCall[] = []
  readonly #violate: (rule: string) => void
  readonly #lifeMs: number
  readonly #issued = new Map<string, Issued>()
  readonly #refreshTokens = new Map<string, Sends>()
  readonly #blamed = new Set<string>()
  #latest: Issued | undefined
  #refusedVersion: number | undefined
  #generation = 0
  version = 1
  password: string
  closed = false

  constructor(facts: { password: string; lifeMs: number; violate: (rule: string) => void }) {
    this.password = facts.password
    this.#lifeMs = facts.lifeMs
    this.#violate = facts.violate
  }

  /** The newest token that was answered and not superseded by new credentials. */
  get latest(): string | undefined {
    return this.#latest?.value
  }

  get issued(): readonly string[] {
    return [...this.#issued.keys()]
  }

  credentialsSet(password: string): void {
    this.version++
    this.password = password
    // The refresh token belongs to a password that may have been changed for a reason.
    for (const sends of this.#refreshTokens.values()) sends.spent = true
  }

  /** What is left of a token by the clock that gives it less. */
  leftMs(value: string, now: Moment): number {
    const issued = this.#issued.get(value)
    if (!issued) return 0
    return this.#lifeMs - Math.max(now.wall - issued.asked.wall, now.mono - issued.asked.mono, 0)
  }

  /** The token that has to be answered at once: living, not rejected, of the present credentials. */
  readyAt(now: Moment, moreThanMs = Math.min(30_000, this.#lifeMs / 20)): string | undefined {
    const latest = this.#latest
    if (!latest || this.closed || latest.version !== this.version || this.#blamed.has(latest.value)) return undefined
    return this.leftMs(latest.value, now) > moreThanMs ? latest.value : undefined
  }

  /** The same, so young that not even a renewal in the background is due. */
  freshAt(now: Moment): string | undefined {
    return this.readyAt(now, Math.min(5 * 60_000, this.#lifeMs / 5) * 1.2)
  }

  blame(value: string): void {
    this.#blamed.add(value)
  }

  sending(call: SeenCall, now: Moment): void {
    if (call.kind === 'login' || call.kind === 'refresh') this.#judgeAcquisition(call, now)
    if (call.kind === 'foreign' && call.bearer !== undefined) this.#violate('8: a token left for a foreign origin')
    if (call.kind === 'api') this.#judgeApiCall(call, now)
    this.calls.push(call)
  }

  answered(call: SeenCall, answer: SeenAnswer): void {
    call.over = true
    if (call.kind === 'api' && answer?.status === 401 && call.bearer) this.blame(call.bearer)
    if (call.kind === 'login' && answer?.status === 401) this.#refusedVersion = call.version
    if (call.kind === 'refresh') this.#settleRefresh(call, answer)
    const token = tokenIn(answer)
    if (!token || (call.kind !== 'login' && call.kind !== 'refresh')) return
    const issued = { value: token.access, asked: call.at, version: call.version }
    this.#issued.set(issued.value, issued)
    if (call.version === this.version) this.#latest = issued
    if (token.refresh !== undefined)
      this.#refreshTokens.set(token.refresh, { unclear: 0, spent: call.version !== this.version })
  }

  acquired(generation: number): void {
    if (generation <= this.#generation) this.#violate(`10: generation ${generation} after ${this.#generation}`)
    this.#generation = generation
  }

  #judgeAcquisition(call: SeenCall, now: Moment): void {
    if (this.closed) this.#violate(`12: a ${call.kind} was sent after close()`)
    const { password, refreshToken } = fieldsOf(call.body)
    const underWay = this.calls.some(
      (other) =>
        (other.kind === 'login' || other.kind === 'refresh') &&
        !other.over &&
        other.version === call.version &&
        now.mono - other.at.mono <= CALL_DEADLINE_MS,
    )
    if (underWay) this.#violate(`1: a ${call.kind} while another acquisition is under way`)
    if (call.kind === 'login') {
      if (password !== this.password) this.#violate('6: a login with credentials that were replaced')
      if (this.#refusedVersion === this.version) this.#violate('6: a login with a refused password')
      return
    }
    const sends = this.#refreshTokens.get(String(refreshToken))
    if (!sends) this.#violate('3: a refresh token that was never issued')
    else if (sends.spent) this.#violate('3: a refresh token that was spent or replaced is sent')
    else if (sends.unclear >= 2) this.#violate('3: a refresh token is sent a third time')
  }

  #settleRefresh(call: SeenCall, answer: SeenAnswer): void {
    const sends = this.#refreshTokens.get(String(fieldsOf(call.body).refreshToken))
    if (!sends) return
    if (tokenIn(answer) || answer?.status === 401) sends.spent = true
    else if (!answer || answer.status < 300) sends.unclear++
  }

  #judgeApiCall(call: SeenCall, now: Moment): void {
    if (call.bearer === undefined || this.leftMs(call.bearer, now) <= 0)
      this.#violate('an API call carries a token that is dead or was never issued')
    const before = this.calls.filter(({ callId }) => callId === call.callId)
    if (before.length > 1) this.#violate('5: a third API request for one call')
    if (before.some(({ body }) => body !== call.body || typeof body === 'object'))
      this.#violate('5: a replay with another body')
  }
}

function tokenIn(answer: SeenAnswer): { access: string; refresh: string | undefined } | undefined {
  if (answer?.status !== 200) return undefined
  const top = fieldsOf(answer.text)
  if (top.successful === false) return undefined
  const fields = typeof top.data === 'object' && top.data !== null ? (top.data as Record<string, unknown>) : top
  const access = fields.token ?? fields.accessToken
  if (typeof access !== 'string') return undefined
  return { access, refresh: typeof fields.refreshToken === 'string' ? fields.refreshToken : undefined }
}
