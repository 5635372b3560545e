// app/airtime/route.ts: a till in Next.js: POST /airtime { mobileNumber, amount, reference }.
import { createPagamioAuth, isPagamioAuthError, optionsFromEnv, type PagamioAuth } from '@pagamio/auth-core'

// Next.js loads a module once for each bundle, and again after each edit; the options are read when it is first used.
const kept = globalThis as { pagamio?: PagamioAuth }
kept.pagamio ??= createPagamioAuth(() => optionsFromEnv())
const pagamio = kept.pagamio

export async function POST(request: Request): Promise<Response> {
  const { mobileNumber, amount, reference } = (await request.json()) as Record<string, unknown>
  const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
  try {
    const response = await pagamio.fetch('/purchase', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
      signal: request.signal, // nothing is bought for a visitor who has left
    })
    if (!response.ok) return Response.json({ error: 'no_answer', reference }, { status: 502 })
    const { successful, transactionId } = (await response.json()) as Record<string, unknown>
    return Response.json({ successful, transactionId, reference }, { status: successful ? 200 : 422 })
  } catch (error) {
    if (!isPagamioAuthError(error)) throw error
    return Response.json({ error: error.code, reference }, { status: 503 })
  }
}
