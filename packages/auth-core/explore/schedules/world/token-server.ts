import type { LimitedEndpoint } from '../../../src/index.ts'
import type { History, Name } from './history.ts'
import type { VirtualTime } from './virtual-time.ts'

const MINUTE = 60_000
export const TOKEN_LIFE_MS = 30 * MINUTE

/** What a call to the token endpoint was, and what became of it. */
export interface SeenCall {
  readonly by: Name
  readonly endpoint: LimitedEndpoint
  readonly username: string | undefined
  readonly password: string | undefined
  readonly refreshToken: string | undefined
  /** `undefined` until it has reached the server, if it ever does. */
  status: number | undefined
  /** Its answer was heard. */
  heard: boolean
}

/** What the server remembers of a token that it has given. */
export interface GivenToken {
  readonly value: string
  readonly username: string
  readonly password: string
  readonly givenAt: number
  readonly by: Name
}

interface Reply {
  readonly status: number
  readonly text: string
  /** On its way back. */
  readonly lost: boolean
}

type Owner = Partial<Record<'username' | 'password', string | undefined>>

const REFUSAL = JSON.stringify({ responseCode: 'E', responseMessage: 'no' })

/** Pagamio's token endpoint: a refresh token is good for once, and each password that it is told is right. */
export class TokenServer {
  readonly calls: SeenCall[] = []
  readonly tokens = new Map<string, GivenToken>()
  /** Calls to this endpoint are never answered. */
  hanging: LimitedEndpoint | undefined
  /** The next answer to a refresh is lost on its way. */
  losesRefreshAnswer = false
  readonly #owners = new Map<string, Owner>()
  readonly #history: History
  readonly #time: VirtualTime

  constructor(history: History, time: VirtualTime) {
    this.#history = history
    this.#time = time
  }

  /** A call leaves the instance. */
  sent(
    by: Name,
    endpoint: LimitedEndpoint,
    body: Partial<Record<'username' | 'password' | 'refreshToken', string>>,
  ): SeenCall {
    const { username, password, refreshToken } = body
    const call = { by, endpoint, username, password, refreshToken, status: undefined, heard: false }
    this.calls.push(call)
    return call
  }

  /** The call has arrived: its answer, if there is one; or a status that it was told to give. */
  arrived(call: SeenCall, forced: number | undefined): Reply | undefined {
    const { by, endpoint, refreshToken } = call
    if (endpoint === this.hanging) return undefined
    this.#history.change('server', `${by} ${endpoint} ${refreshToken} ${forced} ${this.#time.now}`)
    const owner = endpoint === 'login' ? call : this.#owners.get(refreshToken ?? '')
    call.status = forced ?? (owner ? 200 : 401)
    const lost = endpoint === 'refresh' && this.losesRefreshAnswer
    if (lost) this.losesRefreshAnswer = false
    if (call.status !== 200 || !owner) return { status: call.status, text: REFUSAL, lost }
    this.#owners.delete(refreshToken ?? '')
    return { status: 200, text: JSON.stringify(this.#give(by, owner)), lost }
  }

  #give(by: Name, { username = '', password = '' }: Owner): object {
    const count = [...this.tokens.values()].filter((token) => token.by === by).length + 1
    const value = `access-${by}${count}`
    const token = { value, username, password, givenAt: this.#time.now, by }
    this.tokens.set(value, token)
    this.#owners.set(`refresh-${by}${count}`, token)
    return { token: value, refreshToken: `refresh-${by}${count}`, expiresIn: TOKEN_LIFE_MS / 1000 }
  }
}
