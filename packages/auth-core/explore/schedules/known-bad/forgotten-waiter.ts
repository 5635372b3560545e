import { Waiters } from '../../../src/acquire/waiters.ts'
import type { FlightEnd } from '../../../src/token/transition.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** A caller who should look again hears nothing. */
export const forgottenWaiter: Fault = {
  name: 'a waiter is forgotten',
  scenario: 'replaced-in-login',
  violation: /is never settled/,
  plant: () =>
    replaceMethod(
      Waiters.prototype,
      'wait',
      (wait) =>
        function (this: Waiters, signal, demand) {
          const waiter = wait.call(this, signal, demand)
          const promise = waiter.promise.then((end) => (end === 'again' ? new Promise<FlightEnd>(() => {}) : end))
          return Object.assign(waiter, { promise })
        },
    ),
}
