// Run by workerd: whatever is not as it should be is thrown.
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { createPagamioClient } from '../../src/index.ts'
import { normalisePhone } from '../../src/phone.ts'

const common = { paymentMethod: 'cash', channelId: 'Q7RT2M' }
const airtime = { ...common, productCode: 'AIR-VOD-001', amount: 25, mobileNumber: '+27821230045' }

function is(wanted: unknown, found: unknown): void {
  if (found !== wanted) throw new Error(`${String(found)} in place of ${String(wanted)}`)
}

export default {
  async test(): Promise<void> {
    const simulator = createSimulator()
    const pagamio = createPagamioAuth({
      environment: 'sandbox',
      credentials: demoCredentials,
      fetch: simulator.fetch,
      budget: createBudget(),
    })
    const client = createPagamioClient(pagamio)

    is('ok', (await client.categories()).outcome)
    is('ok', (await client.products({ merchantId: 'M-1001' })).outcome)
    is('ok', (await client.transactions()).outcome)
    is('completed', (await client.purchase(airtime)).outcome)
    is('+27821234567', normalisePhone('082 123 4567'))

    const refused = await client.purchase({ ...airtime, amount: 1 })
    is('The amount is outside the limits of the product.', refused.outcome === 'refused' ? refused.meaning : '')

    simulator.revokeAll()
    is('completed', (await client.purchase(airtime)).outcome)
    is(1, simulator.count('refresh'))

    simulator.failNext('purchase', { kind: 'lose-answer' })
    is('completed', (await client.purchaseAndWait(airtime)).outcome)
    is(3, simulator.charges.length)

    simulator.failNext('transactions', { kind: 'malformed-json' })
    is('unexpected_response', (await client.transactions()).outcome)
    await pagamio.close()
  },
}
