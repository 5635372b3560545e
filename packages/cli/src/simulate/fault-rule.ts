import type { Endpoint, Fault } from '@pagamio/simulator'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { faultWords } from './fault-words.ts'

/** One `--fail`: the next `times` requests to the endpoint are answered thus. */
export interface FaultRule {
  readonly endpoint: Endpoint | 'any'
  readonly fault: Fault
  /** Infinity for `x*`. */
  readonly times: number
}

export const endpointWords = [
  'login',
  'refresh',
  'passwords',
  'categories',
  'fields',
  'products',
  'brands',
  'lookup',
  'purchase',
  'transactions',
  'health',
  'any',
] as const satisfies readonly (Endpoint | 'any')[]

const RULE = /^(?<endpoint>[^=]*)=(?<word>[^:]*?)(?::(?<value>.*?))?(?:x(?<times>\d{1,6}|\*))?$/

/**
 * `login=503x3`, `any=delay:3000x*`: an endpoint, a fault, and how often (once).
 * @throws Failure that says which part is wrong and what it should be, without repeating it
 */
export function faultRuleOf(text: string): FaultRule {
  const found = RULE.exec(text)?.groups
  if (!found) throw unusable('--fail should be <endpoint>=<fault>, or <endpoint>=<fault>x<times>.')

  const endpoint = endpointWords.find((word) => word === found.endpoint)
  if (!endpoint) throw unusable(`--fail should begin with ${endpointWords.slice(0, -1).join(', ')} or any, and then =.`)

  const fault = faultWords.map(({ faultOf }) => faultOf(found.word ?? '', found.value)).find((one) => one !== undefined)
  if (!fault) throw unusable(`--fail ${endpoint}= should go on with ${faultWords.map(({ form }) => form).join(', ')}.`)

  const times = found.times === '*' ? Number.POSITIVE_INFINITY : Number(found.times ?? 1)
  if (times === 0) throw unusable(`--fail ${endpoint}= should end with x and how often, from x1 to x999999, or x*.`)
  return { endpoint, fault, times }
}

function unusable(message: string): Failure {
  return new Failure(
    message,
    'For example --fail login=503x3. `pagamio simulate --help` has the list.',
    exitCodes.usage,
  )
}
