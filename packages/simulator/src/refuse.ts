import type { Exchange } from './exchange.ts'
import { type Refusal, type RefusalName, refusals } from './refusals.ts'

/** A caller's mistake in the form of its request. */
const MALFORMED: ReadonlySet<RefusalName> = new Set(['fields-missing', 'wrong-format'])

/** A business refusal is a 200, unless the options say 400; a mistake in form is a 400, another content a 409. */
export function refuse({ server, entry }: Exchange, { refusal, message }: Refusal): Response {
  const [responseCode, usual] = refusals[refusal]
  const malformed = MALFORMED.has(refusal)
  if (!malformed && entry.outcome === 'pending') entry.outcome = 'refused'
  const status = malformed ? 400 : refusal === 'duplicate' ? 409 : server.options.refusalStatus
  return Response.json({ responseCode, responseMessage: message ?? usual, successful: false }, { status })
}
