import { createPagamioAuth } from '../create-auth.ts'
import { createBudget } from '../limit/budget.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import type { FetchLike } from '../platform/fetch-like.ts'

/** The API's answer to one call: a Response, a value to send as JSON, or a function that returns one of them. */
export type StubResponse = unknown | ((request: Request) => unknown)

export interface StubOptions {
  /**
   * Answers by path below the base URL, with a method before it for that method only.
   * @default none: every call of the API is refused with a message that names the missing answer
   * @example { 'GET /products/categories': [{ id: 1, name: 'Airtime' }], 'POST /purchase': () => Response.json({}, { status: 409 }) }
   */
  readonly responses?: Readonly<Record<string, StubResponse>> | undefined
}

/** One call of the API, as it was sent. */
export interface StubCall {
  readonly method: string
  /** Below the base URL, with the query. */
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

export interface PagamioStub extends PagamioAuth {
  /** The API calls so far, without logins. */
  readonly calls: readonly StubCall[]
}

const profile = { userType: 'MERCHANT', userTypeId: 'stub-merchant' }
const BASE_URL = 'http://pagamio.localhost/api/v1'

/**
 * A whole instance for your tests: every login succeeds, the API answers what you set, and nothing is sent. Pass it to
 * whatever takes an instance. For a client that sends by itself, pass `stub.fetch` as its `fetch`.
 * @example
 * const stub = createPagamioStub({ responses: { 'GET /products/categories': [{ id: 1, name: 'Airtime' }] } })
 * const shop = createShop(stub)
 */
export function createPagamioStub({ responses = {} }: StubOptions = {}): PagamioStub {
  const calls: StubCall[] = []
  let logins = 0
  const fetch: FetchLike = async (input, init) => {
    const request = new Request(input, init)
    const path = request.url.slice(BASE_URL.length)
    if (path.startsWith('/auth/'))
      return Response.json({ accessToken: `stub-${++logins}`, expiresIn: 1_800, ...profile })
    const { method, headers } = request
    calls.push({ method, path, headers, body: await request.clone().text() })
    const [withoutQuery = path] = path.split('?')
    const name = [`${method} ${path}`, path, `${method} ${withoutQuery}`, withoutQuery].find((one) =>
      Object.hasOwn(responses, one),
    )
    if (name === undefined)
      throw new Error(`createPagamioStub has no answer to this call: add '${method} ${withoutQuery}' to its responses.`)
    const given = responses[name]
    const answer: unknown = typeof given === 'function' ? await given(request) : given
    // One that is given once may be asked for again.
    return answer instanceof Response ? answer.clone() : Response.json(answer)
  }
  const credentials = { username: 'stub', password: 'stub' }
  return { ...createPagamioAuth({ baseUrl: BASE_URL, credentials, fetch, budget: createBudget() }), calls }
}
