/** Every documented reason to refuse a purchase or a lookup, by a name of ours: its code and its message. */
export const refusals = {
  'purchase-failed': ['999', 'Purchase failed'],
  'product-not-supported': ['1000', 'Product not supported'],
  'required-fields': ['1001', 'Required fields missing.'],
  'product-inactive': ['1002', 'Product is inactive'],
  'wrong-channel': ['1003', 'Product is not available on this channel'],
  'amount-outside-limits': ['1004', 'Amount is outside of the limits of this product'],
  'phone-format': ['1005', 'mobileNumber should be of the form +27 and nine digits'],
  duplicate: ['1006', 'Duplicate transaction'],
  'tender-amount': ['1007', 'Invalid tender amount'],
  'wrong-format': ['1008', 'A field has a wrong format'],
  'product-not-active': ['1009', 'Product is not active for this account'],
  'invalid-product': ['1010', 'Invalid product'],
  'account-details': ['1100', 'Invalid account details'],
  'account-not-found': ['1101', 'Account not found'],
  'customer-not-found': ['1102', 'Customer not found'],
  'balance-too-low': ['1103', 'Insufficient balance. Available: R12.50'],
  'invalid-meter': ['1104', 'Invalid meter number'],
  'customer-blocked': ['1105', 'Customer is blocked'],
  arrears: ['1106', 'Customer has arrears'],
  'meter-not-allowed': ['1107', 'Meter does not allow this request'],
  'provider-error': ['1200', 'Processing error at the provider'],
  'provider-system-error': ['1201', 'System error at the provider'],
  'provider-unavailable': ['1202', 'Provider is unavailable'],
  'provider-failed': ['1203', 'Transaction failed at the provider'],
  'provider-timeout': ['1204', 'Provider did not answer in time'],
  'already-processed': ['1205', 'Transaction was already processed'],
  'out-of-stock': ['1206', 'Product is out of stock'],
  'fields-missing': ['1300', 'Required fields missing.'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

/** One of the documented response codes of a refusal, by name. */
export type RefusalName = keyof typeof refusals

export const refusalNames = Object.keys(refusals) as readonly RefusalName[]

/** The documented code of each. */
export const refusalCodes = Object.fromEntries(
  Object.entries(refusals).map(([name, [code]]) => [name, code]),
) as Readonly<Record<RefusalName, string>>

/** Why something is refused. */
export interface Refusal {
  readonly refusal: RefusalName
  /** @default the usual message of this refusal */
  readonly message?: string | undefined
}

export const fieldsMissing = (names: readonly string[]): Refusal => ({
  refusal: 'fields-missing',
  message: `Required fields missing: ${names.join(', ')}.`,
})
