import { HttpService } from '@nestjs/axios'
import type { Type } from '@nestjs/common'
import type { AxiosPromise, AxiosRequestConfig, AxiosResponse } from 'axios'
import { defer, finalize, type Observable, tap } from 'rxjs'
import { sharedClass } from './shared-class.ts'

/**
 * An HttpService whose requests to Pagamio carry the token, with its own axios instance. It is injected by its own
 * class, so it is never confused with the application's plain `HttpService`. Paths are below Pagamio's base URL. If you
 * unsubscribe before a request was sent, it is not sent.
 * @example constructor(private readonly http: PagamioHttpService) {}
 */
export interface PagamioHttpService extends HttpService {}

export const PagamioHttpService: Type<PagamioHttpService> = sharedClass(
  'PagamioHttpService',
  class PagamioHttpService extends HttpService {
    /** HttpService itself lets go neither of a stream nor of a request with a `cancelToken` of the caller's own. */
    // biome-ignore lint/suspicious/noExplicitAny: as HttpService has it
    protected override makeObservable<T>(send: (...all: any[]) => AxiosPromise<T>, ...args: any[]) {
      return defer((): Observable<AxiosResponse<T>> => {
        const leaving = new AbortController()
        const given: AxiosRequestConfig | undefined = args.at(-1)
        const config = { ...given, signal: either(given?.signal, leaving.signal) }
        let answered = false
        return super.makeObservable(send, ...args.slice(0, -1), config).pipe(
          tap(() => {
            answered = true
          }),
          finalize(() => {
            // A stream is still to be read then.
            if (!answered) leaving.abort()
          }),
        )
      })
    }
  },
)

/** A signal of another making is left as it is: nothing puts it together with ours. */
function either(given: AxiosRequestConfig['signal'], ours: AbortSignal): AxiosRequestConfig['signal'] {
  if (!given) return ours
  return given instanceof AbortSignal ? AbortSignal.any([given, ours]) : given
}
