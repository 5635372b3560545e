import { demoCredentials, type MerchantOptions } from '@pagamio/simulator'
import type { Merchants } from './merchants.ts'

/** The merchants of the simulated shops beside ours. */
const neighbours: readonly MerchantOptions[] = [
  {
    id: 'corner-cafe',
    username: 'corner-cafe',
    password: 'corner-cafe-password',
    products: ['AIR-VOD-001', 'AIR-MTN-001', 'ELE-ESK-001'],
  },
  {
    id: 'night-kiosk',
    username: 'night-kiosk',
    password: 'night-kiosk-password',
    products: ['AIR-TLK-001', 'AIR-CLC-001', 'VCH-STM-001'],
  },
]

/** Whom the simulated Pagamio knows: our own account, and those of the other shops. */
export const demoAccounts: readonly MerchantOptions[] = [{ ...demoCredentials, id: 'M-1001' }, ...neighbours]

export const demoMerchants: Merchants = Object.fromEntries(
  neighbours.map(({ id, username, password }) => [id, { username, password }]),
)
