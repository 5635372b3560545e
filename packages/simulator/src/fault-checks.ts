import { checkNumber, checkOneOf, checkText, checkWhole, LONGEST_WAIT_MS } from './checks.ts'
import { endpoints } from './endpoint.ts'
import { BODYLESS } from './error-answers.ts'
import type { BodyForm, Fault } from './fault.ts'
import { refusalNames } from './refusals.ts'

const BODY_FORMS: readonly BodyForm[] = ['envelope', 'nested', 'plain', 'html', 'empty']
const REDIRECTS = [301, 302, 303, 307, 308] as const

/** Ten seconds and more between two bytes are as good as silence. */
const SLOWEST_DRIP = 0.01

type Checks = { readonly [Kind in Fault['kind']]: (fault: Extract<Fault, { kind: Kind }>) => void }

const checks: Checks = {
  status({ status, body, headers }) {
    checkStatus(status)
    if (body !== undefined) checkOneOf('fault.body', body, BODY_FORMS)
    checkHeaders('fault.headers', headers)
  },
  refusal: ({ refusal }) => checkOneOf('fault.refusal', refusal, refusalNames),
  delay: ({ ms }) => checkNumber('fault.ms', ms, 0, LONGEST_WAIT_MS),
  reset() {},
  hang() {},
  'hang-after-headers'() {},
  drip({ bytesPerSecond }) {
    if (bytesPerSecond !== undefined) checkNumber('fault.bytesPerSecond', bytesPerSecond, SLOWEST_DRIP)
  },
  'malformed-json'() {},
  html() {},
  'gzip-bomb'({ megabytes }) {
    if (megabytes !== undefined) checkNumber('fault.megabytes', megabytes, 0)
  },
  redirect({ location, status }) {
    if (status !== undefined) checkOneOf('fault.status', status, REDIRECTS)
    checkText('fault.location', location)
    checkHeaders('fault.location', { location })
  },
  'lose-answer'() {},
  answer({ status = 200, body, contentType }) {
    checkStatus(status)
    checkText('fault.body', body)
    if (body !== '' && BODYLESS.has(status)) throw new RangeError(`fault.body should be empty: a ${status} has none`)
    if (contentType !== undefined) checkHeaders('fault.contentType', { 'content-type': contentType })
  },
}

/**
 * A misspelt fault would leave a test to pass for the wrong reason.
 * @throws RangeError or TypeError that names the argument
 */
export function checkFault(endpoint: unknown, fault: Fault, times: unknown): void {
  checkOneOf('endpoint', endpoint, [...endpoints, 'any'])
  checkOneOf('fault.kind', fault.kind, Object.keys(checks))
  const check = checks[fault.kind] as (one: Fault) => void
  check(fault)
  checkWhole('times', times, 0)
}

function checkStatus(status: unknown): void {
  checkWhole('fault.status', status, 200, 599)
}

function checkHeaders(name: string, headers: Readonly<Record<string, string>> | undefined): void {
  try {
    new Headers(headers)
  } catch {
    throw new TypeError(`${name} cannot be sent as a header`)
  }
}
