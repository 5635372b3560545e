import { StoreSession } from '../../../src/share/store-session.ts'
import { type Fault, replaceMethod } from './fault.ts'

/** An acquisition that has saved nothing does not give its lease back. */
export const keptLease: Fault = {
  name: 'a lease is not given back',
  scenario: 'closed-in-login',
  violation: /has not given its lease back/,
  plant() {
    const saved = new WeakSet<StoreSession>()
    const undoSave = replaceMethod(
      StoreSession.prototype,
      'save',
      (save) =>
        function (this: StoreSession, ...about) {
          saved.add(this)
          save.apply(this, about)
        },
    )
    const undoEnd = replaceMethod(
      StoreSession.prototype,
      'endLease',
      (endLease) =>
        function (this: StoreSession, ...about) {
          if (saved.has(this)) endLease.apply(this, about)
        },
    )
    return () => {
      undoSave()
      undoEnd()
    }
  },
}
