// A till on AWS Lambda, behind a function URL: { mobileNumber, amount, reference }.
import { createPagamioAuth, isPagamioAuthError, optionsFromEnv } from '@pagamio/auth-core'

// Beside the handler: it lives as long as the environment, and with it the token.
const pagamio = createPagamioAuth(() => optionsFromEnv())

export async function handler({ body = '{}' }: { readonly body?: string }) {
  const { mobileNumber, amount, reference } = JSON.parse(body)
  const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
  try {
    const response = await pagamio.fetch('/purchase', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
    })
    if (!response.ok) return answer(502, { error: 'no_answer', reference })
    const { successful, transactionId } = (await response.json()) as Record<string, unknown>
    return answer(successful ? 200 : 422, { successful, transactionId, reference })
  } catch (error) {
    if (!isPagamioAuthError(error)) throw error
    return answer(503, { error: error.code, reference })
  }
}

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
