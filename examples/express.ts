// A till with Express: POST /airtime { mobileNumber, amount, reference }.
import { createPagamioAuth, httpTrouble, isPagamioAuthError, optionsFromEnv } from '@pagamio/auth-core'
import express, { type ErrorRequestHandler } from 'express'

const pagamio = createPagamioAuth(optionsFromEnv())
const app = express()

app.post('/airtime', express.json(), async (request, response) => {
  const { mobileNumber, amount, reference } = request.body
  const left = new AbortController() // nothing is bought for a visitor who has left
  response.once('close', () => left.abort())
  const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
  const answer = await pagamio.fetch('/purchase', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
    signal: left.signal,
  })
  if (!answer.ok) return response.status(502).json({ error: 'no_answer', reference })
  const { successful, transactionId } = (await answer.json()) as Record<string, unknown>
  return response.status(successful ? 200 : 422).json({ successful, transactionId, reference })
})

// Trouble with the token is a 502, or a 503 with Retry-After: never your caller's 401.
app.use(((error, _request, response, next) => {
  if (!isPagamioAuthError(error)) return next(error)
  const { status, headers, body } = httpTrouble(error)
  response.status(status).set(headers).json(body)
}) satisfies ErrorRequestHandler)

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
