import { isPagamioAuthError } from '@pagamio/auth-core'
import { hadNoToken, unanswered } from './exchange.ts'
import type { Failed } from './outcomes.ts'
import type { PagamioClient, PagamioSource, PurchaseOptions, PurchaseOrder } from './pagamio-client.ts'
import { phoneProblem } from './phone-form.ts'
import { type Completed, type Pending, readPurchase } from './purchase-result.ts'
import { type Reply, refused } from './read-answer.ts'

type Body = PurchaseOrder & { readonly merchantReference: string }

/** Buys: one reference, one turn, one request, and one result whatever becomes of it. */
export function purchasing(
  pagamio: Pick<PagamioSource, 'getToken' | 'pace'>,
  send: (body: Body, signal: AbortSignal | undefined) => Promise<Reply>,
): PagamioClient['purchase'] {
  async function buy(body: Body, options: PurchaseOptions): Promise<Completed | Pending | Failed> {
    const problem = phoneProblem(body.mobileNumber)
    if (problem) return refused(undefined, '1005', problem, undefined)
    // First, so that a caller without a token takes no turn, and what is thrown from here on is about the turn.
    await pagamio.getToken(options)
    const turn = await takeTurn(options)
    if ('outcome' in turn) return turn
    try {
      const reply = await send(body, options.signal)
      turn.settle(reply.response.status === 429 ? 'limited' : 'answered')
      return readPurchase(reply)
    } catch (error) {
      if (hadNoToken(error)) {
        turn.settle('unused')
        throw error
      }
      turn.settle('answered')
      // Also where the caller has left: nobody knows whether it arrived.
      return unanswered(error)
    }
  }

  async function takeTurn(options: PurchaseOptions) {
    try {
      return await pagamio.pace('purchase', options)
    } catch (error) {
      if (!isPagamioAuthError(error) || error.code !== 'rate_limited') throw error
      return { outcome: 'limited', retryAfterMs: error.retryAfterMs ?? 60_000 } as const
    }
  }

  return async (order, { signal, timeoutMs } = {}) => {
    // An empty one is none to the API, and two of them would be two purchases.
    const merchantReference = order.merchantReference || crypto.randomUUID()
    const options = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) }
    return { ...(await buy({ ...order, merchantReference }, options)), merchantReference }
  }
}
