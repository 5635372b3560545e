import { Acquirer } from '../../../src/acquire/acquirer.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** The answer to a call with credentials that were replaced since counts as one with the new ones. */
export const believedAnswer: Fault = {
  name: 'a late answer is believed',
  scenario: 'replaced-in-login',
  violation: /gets a token of credentials that were replaced before/,
  plant: () =>
    replaceMethod(
      Acquirer.prototype,
      'dispatch',
      (dispatch) =>
        function (this: Acquirer, event) {
          const { abandoned, credentials } = this.state
          if (event.type === 'answered' && abandoned.length > 0) {
            const { version } = credentials
            this.merchant.state = { ...this.state, abandoned: abandoned.map((flight) => ({ ...flight, version })) }
          }
          dispatch.call(this, event)
        },
    ),
}
