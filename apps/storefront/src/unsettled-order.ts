import type { Order } from './order.ts'
import { UpstreamError } from './upstream-answer.ts'

/** Nobody knows what became of this order. Sent again as it is, it is charged once. */
export class UnsettledOrder extends UpstreamError {
  readonly order: Order

  constructor(order: Order, { message, cause }: UpstreamError) {
    super(message, { cause })
    this.order = order
  }
}
