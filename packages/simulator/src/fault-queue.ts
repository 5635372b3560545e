import type { Endpoint } from './endpoint.ts'
import type { Fault } from './fault.ts'
import { checkFault } from './fault-checks.ts'

export interface FaultQueue {
  /** @throws RangeError or TypeError that names the argument which is not what it should be */
  add(endpoint: Endpoint | 'any', fault: Fault, times: number): void
  /** The fault for this request: the oldest one that fits and is not used up. */
  take(endpoint: Endpoint): Fault | undefined
  clear(): void
}

export function createFaultQueue(): FaultQueue {
  const queue: { readonly endpoint: Endpoint | 'any'; readonly fault: Fault; left: number }[] = []
  return {
    add(endpoint, fault, times) {
      checkFault(endpoint, fault, times)
      if (times > 0) queue.push({ endpoint, fault, left: times })
    },
    take(endpoint) {
      const found = queue.find((one) => one.endpoint === 'any' || one.endpoint === endpoint)
      if (!found) return undefined
      found.left--
      if (found.left <= 0) queue.splice(queue.indexOf(found), 1)
      return found.fault
    },
    clear() {
      queue.length = 0
    },
  }
}
