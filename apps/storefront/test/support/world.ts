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
  productCode: 'AIR-VOD-001',
  amount: 29,
  mobileNumber: '+27821234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'recipe-1',
}
