import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** What says what is asked for, what is sent along, and whose request it is. */
const USUAL = /^(accept(-.+)?|content-.+|user-agent|traceparent|tracestate|x-request-id|idempotency-key|if-.+|range)$/

/** Another method, path or caller than the real ones, for servers that believe them. */
const OVERRIDES =
  /override|rewrite|client-?ip|connecting-ip|^(forwarded|via)$|^x-(http-method|forwarded|original|real|client|cluster|remote|host|envoy|proxy)/
/** About one connection, or who somebody is; the length follows from what is sent. */
const OURS =
  /^(authorization|cookie2?|host|origin|referer|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings)$|^(proxy|sec|cf)-/

const neverForwarded = (name: string): boolean => OVERRIDES.test(name) || OURS.test(name)

/**
 * The names that `--forward-header` adds.
 * @throws Failure for what is no name, or is never forwarded
 */
export function headerNames(given: readonly string[]): ReadonlySet<string> {
  const names = given.map((name) => name.toLowerCase())
  if (!names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)))
    throw new Failure('--forward-header should be the name of a header.', 'For example x-shop-id.', exitCodes.usage)
  const never = names.find(neverForwarded)
  if (never !== undefined)
    throw new Failure(
      `${never} is never forwarded.`,
      'It is about this connection or this caller, or says another method, path or address than the real one.',
      exitCodes.usage,
    )
  return new Set(names)
}

/** Which headers of a request go on: the usual ones, and those that were named. */
export class ForwardedHeaders {
  readonly #more: ReadonlySet<string>
  /** What was found of a name, as there are few. */
  readonly #known = new Map<string, boolean>()

  constructor(more: ReadonlySet<string>) {
    this.#more = more
  }

  /** Without those that the `Connection` names: they are for this proxy. */
  of(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
    const named = String(headers.connection ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
    const kept: Record<string, string | string[]> = {}
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined && this.#goesOn(name) && !named.includes(name)) kept[name] = value
    }
    return kept
  }

  #goesOn(name: string): boolean {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const goes = (USUAL.test(name) || this.#more.has(name)) && !neverForwarded(name)
    if (this.#known.size < MOST_KNOWN) this.#known.set(name, goes)
    return goes
  }
}

const MOST_KNOWN = 200
