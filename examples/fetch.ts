// One purchase with the fetch of the core. The reference is yours: send the same one again if no answer came.
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'

const pagamio = createPagamioAuth(optionsFromEnv())
const order = {
  productCode: 'AIR-VOD-001',
  amount: 25,
  mobileNumber: '+27821230045',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: process.argv[2] ?? crypto.randomUUID(),
}
const response = await pagamio.fetch('/purchase', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
})
if (!response.ok) throw new Error(`Pagamio answered ${response.status} to ${order.merchantReference}`)
// A refusal is a 200 as well.
const sale = (await response.json()) as { successful: boolean; transactionId?: string; responseMessage: string }
console.log(sale.successful ? `bought: ${sale.transactionId}` : `not bought: ${sale.responseMessage}`)
await pagamio.close()
