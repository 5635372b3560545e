import { getEventListeners } from 'node:events'

/** Counts the listeners that are left on any signal that was made meanwhile, by whatever part. */
export function watchSignals(): { left(): number; stop(): void } {
  const signals: AbortSignal[] = []
  const Platform = globalThis.AbortController
  globalThis.AbortController = class extends Platform {
    constructor() {
      super()
      signals.push(this.signal)
    }
  }
  return {
    left: () => signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0),
    stop: () => {
      globalThis.AbortController = Platform
    },
  }
}
