import { TokenEndpoint } from '../../../src/acquire/token-endpoint.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** A login that was not answered is sent again at once. */
export const secondCall: Fault = {
  name: 'a second call is sent for one permit',
  scenario: 'cold-start',
  violation: /makes a call without a permit/,
  plant: () =>
    replaceMethod(
      TokenEndpoint.prototype,
      'login',
      (login) =>
        async function (this: TokenEndpoint, credentials) {
          const answer = await login.call(this, credentials)
          return answer.kind === 'unanswered' ? login.call(this, credentials) : answer
        },
    ),
}
