import { LimitedCall } from '../../../src/acquire/limited-call.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** A permit that comes after the acquisition was given up is not given back. */
export const unsettledPermit: Fault = {
  name: 'a permit is not settled',
  scenario: 'closed-in-login',
  violation: /leaves unsettled: 1/,
  plant: () => replaceMethod(LimitedCall.prototype, 'return', () => () => {}),
}
