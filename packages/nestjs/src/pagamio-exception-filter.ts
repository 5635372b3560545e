import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { type HttpTrouble, httpTrouble, PagamioAuthError } from '@pagamio/auth-core'
import { throwError } from 'rxjs'

/** What a caller gets over a transport without a status: the body of an HTTP answer, in Nest's form. */
interface ErrorPayload {
  readonly status: 'error'
  readonly error: string
  readonly message: string
  readonly retryAfterMs?: number
}

/**
 * Answers a `PagamioAuthError`. Over HTTP: 503 with `Retry-After` if waiting helps, 502 if it does not, 500 if an
 * option is wrong. A WebSocket client gets the same as the event `exception`, a microservice's caller as an error. It
 * is never a 401, and contains no secret. Other transports, such as GraphQL, and all other errors are left to Nest.
 * @example providers: [{ provide: APP_FILTER, useClass: PagamioExceptionFilter }]
 */
@Catch(PagamioAuthError)
export class PagamioExceptionFilter implements ExceptionFilter<PagamioAuthError> {
  readonly #host: HttpAdapterHost

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host
  }

  catch(error: PagamioAuthError, host: ArgumentsHost): unknown {
    const trouble = httpTrouble(error)
    const payload: ErrorPayload = {
      status: 'error',
      ...trouble.body,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    }
    const transport = host.getType<string>()
    // It knows what to do with an error that is thrown: a filter of rpc or ws must not throw, nobody would catch it.
    if (!['http', 'rpc', 'ws'].includes(transport)) throw error
    // Trouble with Pagamio is in the log by now, as an event; an error of our own is not.
    if (trouble.status === 500) new Logger('Pagamio').error(error.stack)
    if (transport === 'rpc') return throwError(() => payload)
    if (transport === 'ws') tell(host.switchToWs().getClient(), payload)
    else this.#answer(host.switchToHttp().getResponse(), trouble)
    return undefined
  }

  #answer(response: unknown, { status, headers, body }: HttpTrouble): void {
    const { httpAdapter } = this.#host
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response)
      return
    }
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value)
    httpAdapter.reply(response, body, status)
  }
}

interface SocketClient {
  readonly readyState?: unknown
  emit?(event: string, payload: ErrorPayload): void
  send?(text: string): void
}

/** As Nest says it: `emit` of Socket.IO sends, that of a bare WebSocket would stay here. */
function tell(client: SocketClient, payload: ErrorPayload): void {
  if (typeof client.readyState === 'number') client.send?.(JSON.stringify({ event: 'exception', data: payload }))
  else client.emit?.('exception', payload)
}
