import { believedAnswer } from './believed-answer.ts'
import type { Fault } from './fault.ts'
import { forgottenWaiter } from './forgotten-waiter.ts'
import { keptLease } from './kept-lease.ts'
import { leftListener } from './left-listener.ts'
import { secondCall } from './second-call.ts'
import { unsettledPermit } from './unsettled-permit.ts'

export const faults: readonly Fault[] = [
  believedAnswer,
  keptLease,
  leftListener,
  unsettledPermit,
  forgottenWaiter,
  secondCall,
]
