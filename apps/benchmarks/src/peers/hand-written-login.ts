import type { HandWrittenToken } from './hand-written.ts'

/** A login written by hand, against Pagamio's own endpoint. */
export async function loginByHand(origin: string): Promise<HandWrittenToken> {
  const response = await fetch(`${origin}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'demo', password: 'demo-password' }),
  })
  return tokenOf(response)
}

export async function tokenOf(response: Response): Promise<HandWrittenToken> {
  const { data } = (await response.json()) as { data: { token: string; expiresIn: number } }
  return { authorization: `Bearer ${data.token}`, expiresAt: Date.now() + data.expiresIn * 1_000 }
}
