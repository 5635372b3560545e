/**
 * Waits for `work`, but only until `signal` aborts. Work that ignores the signal goes on; its rejection is handled.
 * @param work is not started if the signal has already aborted
 * @throws the signal's reason, as soon as it aborts; otherwise what `work` throws
 * @example const text = await untilAborted(signal, () => client.get(key)) // for a client that takes no signal
 */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const leave = () => reject(signal.reason)
    const forget = () => signal.removeEventListener('abort', leave)
    signal.addEventListener('abort', leave, { once: true })
    work().then(resolve, reject).finally(forget)
  })
}
