import { type ResponseCode, responseCodes } from '@pagamio/openapi/codes'
import type { Answer, Failed, Refused } from './outcomes.ts'
import { own } from './shape.ts'

/** An answer as it came: the value of its JSON, or `undefined` for what is none. */
export interface Reply {
  readonly response: Response
  readonly json: unknown
}

/** The bucket refills by the minute, and no header says so. */
const WINDOW_MS = 60_000

/** Reads what is no purchase. `wrong` names the field that is not as documented. */
export function readAnswer<Data>(reply: Reply, wrong: (json: unknown) => string | undefined): Answer<Data> {
  const failed = failureOf(reply)
  if (failed) return failed
  const { status } = reply.response
  const field = wrong(reply.json)
  if (field) return { outcome: 'unexpected_response', status, field }
  return { outcome: 'ok', status, data: reply.json as Data }
}

/** What speaks against an answer before one looks for what was asked for. */
export function failureOf({ response, json }: Reply): Failed | undefined {
  const { status } = response
  if (status === 429) return { outcome: 'limited', retryAfterMs: retryAfterMs(response) }
  if (status >= 500) return { outcome: 'unanswered', status, reason: String(status) }
  const refused = refusalOf(status, json)
  if (refused) return refused
  return status >= 200 && status < 300 ? undefined : { outcome: 'unexpected_response', status, field: 'body' }
}

/** Of the three forms in which the API says no, the one that this is. Where it does not say so, the code does. */
function refusalOf(status: number, json: unknown): Refused | undefined {
  const says = own(json, 'successful') ?? own(json, 'success')
  const nested = own(json, 'error')
  const code = own(json, 'responseCode') ?? own(nested, 'code')
  const message = own(json, 'responseMessage') ?? own(nested, 'message') ?? own(json, 'message')
  const isDenied = says === false || (says !== true && code !== undefined && String(code) !== '0')
  if ((!isDenied && status < 400) || (code === undefined && message === undefined)) return undefined
  return refused(status, code, typeof message === 'string' ? message : '', json)
}

/** A refusal with the meaning of its code, which is a number on some pages. */
export function refused(status: number | undefined, code: unknown, message: string, answer: unknown): Refused {
  const text = typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
  const meaning =
    text !== undefined && Object.hasOwn(responseCodes, text) ? responseCodes[text as ResponseCode] : undefined
  return { outcome: 'refused', status, code: text, meaning, message, answer }
}

function retryAfterMs({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return seconds > 0 ? Math.min(seconds * 1_000, 3_600_000) : WINDOW_MS
}
