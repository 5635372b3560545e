import { httpTrouble } from '@pagamio/auth-core'
import { UnknownCounter } from './counters.ts'
import { UnknownMerchant } from './merchants.ts'
import { BadOrder, type Order } from './order.ts'
import { isUnclear, refusalWords } from './refusal-words.ts'
import type { Reply } from './reply.ts'
import { UnsettledOrder } from './unsettled-order.ts'
import { tokenTroubleIn, UpstreamError } from './upstream-answer.ts'

/** What a visitor is told when something went wrong. */
export interface Trouble {
  readonly status: Reply['status']
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly error: string; readonly message: string }
  /** The same for a customer. */
  readonly words: string
  /** What can be ordered again as it was, because nobody knows what became of it. */
  readonly again?: Order
}

export const notFound: Trouble = trouble(404, 'not_found', 'There is no such page', 'There is no such page.')

/** Trouble between us and Pagamio is never our visitor's 401. */
export function troubleOf(error: unknown): Trouble {
  const tokenTrouble = tokenTroubleIn(error)
  if (tokenTrouble)
    return { ...httpTrouble(tokenTrouble), words: 'The shop is closed for a moment. Nothing was bought.' }
  if (error instanceof UnknownMerchant || error instanceof UnknownCounter) return notFound
  if (error instanceof BadOrder) return trouble(400, 'bad_order', error.message, error.words)
  if (error instanceof UnsettledOrder)
    return { ...trouble(502, 'upstream', error.message, UNSETTLED), again: error.order }
  if (error instanceof UpstreamError) return trouble(502, 'upstream', error.message, wordsFor(error))
  return trouble(500, 'internal', 'Something broke in the shop', 'Something broke in the shop.')
}

const UNSETTLED = 'We do not know yet whether this was bought. Try again: the same order is charged once.'

const wordsFor = (error: UpstreamError): string =>
  isUnclear(error) ? 'We have no answer at the moment. Try again later.' : refusalWords(error)

function trouble(status: Trouble['status'], error: string, message: string, words: string): Trouble {
  return { status, headers: {}, body: { error, message }, words }
}
