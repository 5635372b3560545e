import type { Environment } from './environment.ts'

/** `code`: a person has to enter a code. `setup`: a person has to set up two-factor login first. */
export type SecondFactor = 'code' | 'setup'

/** A sub-merchant has its own credentials; no other account sees its products and transactions. */
export interface SubMerchantOptions {
  username: string
  password: string
  /** The id in `/sub-merchants/{id}/products`, and the merchant's name in the log. */
  id: string
  /** An inactive account is answered 403, at login and on every call. @default true */
  active?: boolean | undefined
  /** A login with the right password brings no token: a person has to act. @default none */
  secondFactor?: SecondFactor | undefined
  /** Product codes activated for this account. @default those of its merchant; for a merchant the whole catalogue */
  products?: readonly string[] | undefined
}

export interface MerchantOptions extends SubMerchantOptions {
  /** Where these credentials are valid. @default `environment` of the simulator */
  environment?: Environment | undefined
  /** Partners and vendors see the catalogue and may buy nothing. @default 'merchant' */
  role?: 'merchant' | 'partner' | 'vendor' | undefined
  subMerchants?: readonly SubMerchantOptions[] | undefined
}

/** Username and password of the default merchant, in the simulator's `environment`, if you give no `merchants`. */
export const demoCredentials = { username: 'demo', password: 'demo-password' } as const

export const DEMO_MERCHANTS: readonly MerchantOptions[] = [
  {
    ...demoCredentials,
    id: 'M-1001',
    subMerchants: [{ username: 'demo-shop', password: 'demo-shop-password', id: 'S-2001' }],
  },
]
