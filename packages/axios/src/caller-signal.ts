import axios, { type InternalAxiosRequestConfig } from 'axios'

type Config = Pick<InternalAxiosRequestConfig, 'signal' | 'cancelToken'>

/** Both ways in which a caller of axios calls a request off, as one signal. */
export interface CallerSignal {
  readonly signal: AbortSignal | undefined
  /** Listens no longer. */
  release(): void
}

/** By hand: axios before 1.8 has no `toAbortSignal`, and `AbortSignal.any` takes no signal of another making. */
export function callerSignal({ signal, cancelToken }: Config): CallerSignal {
  if (!cancelToken && (!signal || signal instanceof AbortSignal)) return { signal, release() {} }
  const controller = new AbortController()
  const abort = () => controller.abort()
  cancelToken?.subscribe(abort)
  if (signal?.aborted) abort()
  signal?.addEventListener?.('abort', abort)
  return {
    signal: controller.signal,
    release() {
      cancelToken?.unsubscribe(abort)
      signal?.removeEventListener?.('abort', abort)
    },
  }
}

/**
 * What axios throws for a request that was called off; undefined while it was not. The token is asked itself, because its
 * listeners hear of it a turn later.
 */
export function calledOff(config: InternalAxiosRequestConfig): unknown {
  const { signal, cancelToken } = config
  return cancelToken?.reason ?? (signal?.aborted ? new axios.CanceledError(undefined, config) : undefined)
}
