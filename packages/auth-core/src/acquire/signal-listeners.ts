/** What hears that a signal aborts. */
interface Listening {
  aborted(): void
}

/** One listener for each signal, however many callers came with it. */
export class SignalListeners {
  readonly #signals = new Map<AbortSignal, { readonly listening: Set<Listening>; readonly onAbort: () => void }>()

  add(signal: AbortSignal, one: Listening): void {
    const known = this.#signals.get(signal)
    if (known) {
      known.listening.add(one)
      return
    }
    const listening = new Set([one])
    const onAbort = () => {
      for (const each of [...listening]) each.aborted()
    }
    this.#signals.set(signal, { listening, onAbort })
    signal.addEventListener('abort', onAbort)
  }

  delete(signal: AbortSignal, one: Listening): void {
    const known = this.#signals.get(signal)
    if (!known?.listening.delete(one) || known.listening.size > 0) return
    this.#signals.delete(signal)
    signal.removeEventListener('abort', known.onAbort)
  }
}
