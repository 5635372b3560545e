/** What Pagamio is asked to sell. The reference is the idempotency key: the same one is charged once. */
export interface Order {
  readonly productCode: string
  readonly amount: number
  readonly mobileNumber: string
  readonly paymentMethod: 'CASH'
  readonly channelId: number
  readonly merchantReference: string
}

/** An order, or what is wrong with it. The reference is made here, once: nothing below makes another. */
export function readOrder(body: unknown): Order | string {
  const { mobileNumber, amount, network, reference } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as Record<string, unknown>
  if (typeof mobileNumber !== 'string' || !/^0[6-8]\d{8}$/.test(mobileNumber)) {
    return 'mobileNumber should be a South African mobile number such as 0821234567'
  }
  const rand = Number(amount)
  if (!(rand >= 5 && rand <= 1000)) return 'amount should be 5 to 1000 rand'
  if (reference !== undefined && (typeof reference !== 'string' || !/^[\w-]{1,64}$/.test(reference))) {
    return 'reference should be 1 to 64 letters, digits, - or _'
  }
  return {
    productCode: `${typeof network === 'string' ? network.toUpperCase() : 'VODACOM'}-AIRTIME`,
    amount: rand,
    mobileNumber,
    paymentMethod: 'CASH',
    channelId: 1,
    merchantReference: reference ?? crypto.randomUUID(),
  }
}
