// Airtime, electricity and a voucher, typed, with the token and a reference for each taken care of.
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { createPagamioClient } from '@pagamio/client'

const client = createPagamioClient(createPagamioAuth(optionsFromEnv()))
const till = { paymentMethod: 'cash', channelId: 'Q7RT2M' }
for (const order of [
  { ...till, productCode: 'AIR-VOD-001', amount: 25, mobileNumber: '+27821230045' },
  { ...till, productCode: 'ELE-ESK-001', amount: 200, meterNumber: '000001020001' },
  { ...till, productCode: 'VCH-STM-001', amount: 100 },
]) {
  const result = await client.purchase(order)
  console.log(order.productCode, result.outcome === 'refused' ? result.meaning : result.outcome)
}
