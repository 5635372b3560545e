// One purchase with axios. The reference is yours: send the same one again if no answer came.
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import axios from 'axios'

const pagamio = createPagamioAuth(optionsFromEnv())
const api = axios.create({ baseURL: pagamio.baseUrl, timeout: 60_000 })
attachPagamio(api, pagamio)

const order = {
  productCode: 'AIR-VOD-001',
  amount: 25,
  mobileNumber: '+27821230045',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: process.argv[2] ?? crypto.randomUUID(),
}
// Throws unless the answer is ok, and a refusal is a 200 as well.
const { data: sale } = await api.post<{ successful: boolean; transactionId?: string; responseMessage: string }>(
  '/purchase',
  order,
)
console.log(sale.successful ? `bought: ${sale.transactionId}` : `not bought: ${sale.responseMessage}`)
await pagamio.close()
