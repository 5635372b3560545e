// One purchase with ky. The reference is yours: send the same one again if no answer came.
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { createPagamioKy } from '@pagamio/ky'

const pagamio = createPagamioAuth(optionsFromEnv())
// Long enough to wait for a login when the five of this minute are used up.
const api = createPagamioKy(pagamio, { timeout: 60_000, throwHttpErrors: false })
const order = {
  productCode: 'AIR-VOD-001',
  amount: 25,
  mobileNumber: '+27821230045',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: process.argv[2] ?? crypto.randomUUID(),
}
const response = await api.post('purchase', { json: order })
if (!response.ok) throw new Error(`Pagamio answered ${response.status} to ${order.merchantReference}`)
// A refusal is a 200 as well.
const sale = await response.json<{ successful: boolean; transactionId?: string; responseMessage: string }>()
console.log(sale.successful ? `bought: ${sale.transactionId}` : `not bought: ${sale.responseMessage}`)
await pagamio.close()
