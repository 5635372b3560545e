import { demoCredentials, type SimulatorFetch } from '../src/index.ts'

export const SANDBOX = 'https://vas-sandbox-api.pagamio.tech/api/v1'
export const PRODUCTION = 'https://vas-api.pagamio.tech/api/v1'

/** The simplest caller there is: sends what it is told, and shows what came back. */
export function createClient(fetch: SimulatorFetch, base = SANDBOX) {
  const send = (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) => {
    const headers = new Headers({ 'user-agent': 'test-client' })
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    if (body === undefined) return fetch(`${base}${path}`, { method, headers })
    headers.set('content-type', 'application/json')
    return fetch(`${base}${path}`, { method, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  }
  const post = (path: string, body: unknown, token?: string) =>
    send('POST', path, token === undefined ? { body } : { body, token })
  const get = (path: string, token?: string) => send('GET', path, token === undefined ? {} : { token })
  const login = (credentials: object = demoCredentials) => post('/auth/token', credentials)
  const refresh = (refreshToken: string | undefined) => post('/auth/token/refresh', { refreshToken })
  return {
    post,
    get,
    login,
    refresh,
    categories: (token?: string) => get('/products/categories', token),
    /** Logs in, and expects that to go well. */
    tokens: async (credentials?: object) => pairOf(await login(credentials)),
  }
}

export interface Pair {
  access: string
  refresh: string
  expiresIn: unknown
}

interface TokenBody {
  data: { token: string; refreshToken: string; expiresIn: unknown }
}

export async function pairOf(response: Response): Promise<Pair> {
  if (response.status !== 200) throw new Error(`no tokens: ${response.status}`)
  const { data } = (await response.json()) as TokenBody
  return { access: data.token, refresh: data.refreshToken, expiresIn: data.expiresIn }
}

/** Statuses of several answers. */
export async function statusesOf(responses: Iterable<Promise<Response>>): Promise<number[]> {
  return (await Promise.all(responses)).map((response) => response.status)
}
