import { createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** A client without a socket, on a clock that is turned. */
export function openWorld() {
  const clock = manualClock({ settle: () => simulator.settled() })
  const simulator = createSimulator({ clock })
  const { fetch } = simulator
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, clock })
  return { auth, clock, simulator }
}

export const purchase = {
  productCode: 'VODACOM-AIRTIME',
  amount: 29,
  mobileNumber: '0821234567',
  paymentMethod: 'CASH',
  channelId: 1,
  merchantReference: 'recipe-1',
}
