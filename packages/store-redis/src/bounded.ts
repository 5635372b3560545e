import { RedisStoreError, withoutDetails } from './redis-store-error.ts'

/** Longer than this nobody waits for Redis, whatever the client does with its commands meanwhile. */
const DEADLINE_MS = 5_000
/** A timer that is so late fires in a process that was stopped: what was answered meanwhile has not been read yet. */
const STOPPED_MS = 1_000

/**
 * Settles in five seconds, or when `outer` aborts, whichever comes first; `work` is told by its own signal. A command
 * that is carried out later changes nothing: older generations are refused, leases and permits end by themselves.
 */
export async function bounded<T>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  outer.throwIfAborted()
  const controller = new AbortController()
  const { signal } = controller
  let forget = () => {}
  const end = new Promise<never>((_, reject) => {
    const abort = () => reject(outer.reason)
    const late = () => reject(new RedisStoreError('TIMEOUT', `Redis did not answer within ${DEADLINE_MS} ms.`))
    const startedAt = performance.now()
    let timer = setTimeout(() => {
      if (performance.now() - startedAt < DEADLINE_MS + STOPPED_MS) late()
      else timer = setTimeout(late, DEADLINE_MS)
    }, DEADLINE_MS)
    outer.addEventListener('abort', abort, { once: true })
    forget = () => {
      clearTimeout(timer)
      outer.removeEventListener('abort', abort)
    }
  })
  try {
    const working = work(signal).catch((error: unknown) => {
      throw withoutDetails(error)
    })
    return await Promise.race([working, end])
  } finally {
    forget()
    controller.abort()
  }
}
