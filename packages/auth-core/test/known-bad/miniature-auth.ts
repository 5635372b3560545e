import { AccessToken, type FetchLike, type GetTokenOptions, type PagamioAuthOptions } from '../../src/index.ts'
import type { CreateAuth } from './subject.ts'

/** What is wrong with a miniature; without a flaw it passes the checks, so that it is the flaw which they find. */
export interface Flaws {
  /** Each caller who finds no token logs in. */
  readonly ownFlights?: boolean
  /** Each 401 gets a new token, whichever token it was for. */
  readonly comparesNothing?: boolean
}

/** The token handling that people write themselves: hold one, log in when there is none. */
export function miniatureAuth(flaws: Flaws): CreateAuth {
  return (options) => {
    let held: AccessToken | undefined
    let flight: Promise<AccessToken> | undefined
    let generation = 0

    async function logIn(): Promise<AccessToken> {
      const value = await tokenFrom(options)
      held = new AccessToken(value, Number.POSITIVE_INFINITY, ++generation)
      return held
    }

    function acquire(): Promise<AccessToken> {
      if (flaws.ownFlights) return logIn()
      flight ??= logIn().finally(() => {
        flight = undefined
      })
      return flight
    }

    return {
      async getToken({ rejected }: GetTokenOptions = {}) {
        const value = typeof rejected === 'object' ? rejected.value : rejected
        const refused = value !== undefined && (flaws.comparesNothing || value === held?.value)
        return held && !refused ? held : acquire()
      },
    }
  }
}

async function tokenFrom({ fetch, credentials }: PagamioAuthOptions): Promise<string> {
  const response = await (fetch as FetchLike)('https://vas-sandbox-api.pagamio.tech/api/v1/auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  })
  const answer = (await response.json()) as { data: { token: string } }
  return answer.data.token
}
