import { Waiters } from '../../../src/acquire/waiters.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** A caller who leaves stays on the list of its signal. */
export const leftListener: Fault = {
  name: 'a listener is left behind',
  scenario: 'one-leaves-login',
  violation: /listeners are left on signals/,
  plant: () =>
    replaceMethod(
      Waiters.prototype,
      'wait',
      (wait) =>
        function (this: Waiters, signal, demand) {
          if (signal) {
            const remove = signal.removeEventListener
            signal.removeEventListener = (...about: Parameters<AbortSignal['removeEventListener']>) => {
              if (!signal.aborted) remove.apply(signal, about)
            }
          }
          return wait.call(this, signal, demand)
        },
    ),
}
