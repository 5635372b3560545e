// A till with Fastify: POST /airtime { mobileNumber, amount, reference }.
import { createPagamioAuth, httpTrouble, isPagamioAuthError, optionsFromEnv } from '@pagamio/auth-core'
import fastify from 'fastify'

const pagamio = createPagamioAuth(optionsFromEnv())
const app = fastify()
app.addHook('onClose', pagamio.close)

// Trouble with the token is a 502, or a 503 with Retry-After: never your caller's 401.
app.setErrorHandler((error, _request, reply) => {
  if (!isPagamioAuthError(error)) throw error
  const { status, headers, body } = httpTrouble(error)
  return reply.status(status).headers(headers).send(body)
})

app.post<{ Body: Record<string, unknown> }>('/airtime', async ({ body }, reply) => {
  const { mobileNumber, amount, reference } = body
  const left = new AbortController() // nothing is bought for a visitor who has left
  reply.raw.once('close', () => left.abort())
  const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
  const response = await pagamio.fetch('/purchase', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
    signal: left.signal,
  })
  if (!response.ok) return reply.status(502).send({ error: 'no_answer', reference })
  const { successful, transactionId } = (await response.json()) as Record<string, unknown>
  return reply.status(successful ? 200 : 422).send({ successful, transactionId, reference })
})

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
