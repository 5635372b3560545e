import { BASE_URL, type Client, type HeldToken, type Place } from './client.ts'
import { accountOf } from './pagamio.ts'

interface Held {
  readonly value: string
  readonly expiresAt: number
}

/** What most people write first: log in if there is no token or it has expired, log in again after a 401. */
export function handWrittenClient({ clock, fetch }: Place): Client {
  const held = new Map<number, Held>()
  const loggingIn = new Map<number, number>()

  async function login(merchant: number): Promise<Held> {
    loggingIn.set(merchant, (loggingIn.get(merchant) ?? 0) + 1)
    try {
      const response = await fetch(`${BASE_URL}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(accountOf(merchant)),
      })
      if (!response.ok) throw new Error(`login: ${response.status}`)
      const { data } = (await response.json()) as { data: { token: string; expiresIn: number } }
      const token = { value: data.token, expiresAt: clock.now() + data.expiresIn * 1000 }
      held.set(merchant, token)
      return token
    } finally {
      loggingIn.set(merchant, (loggingIn.get(merchant) ?? 1) - 1)
    }
  }

  const get = ({ value }: Held) =>
    fetch(`${BASE_URL}/products/categories`, { headers: { authorization: `Bearer ${value}` } })

  return {
    async call(merchant) {
      const known = held.get(merchant)
      const response = await get(known && known.expiresAt > clock.now() ? known : await login(merchant))
      return response.status === 401 ? get(await login(merchant)) : response
    },
    token(merchant): HeldToken | undefined {
      const token = held.get(merchant)
      const waiting = loggingIn.get(merchant) ?? 0
      return token && { expiresAt: token.expiresAt, acquiring: waiting > 0, waiting }
    },
  }
}
