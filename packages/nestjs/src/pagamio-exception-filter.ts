import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { httpTrouble, isPagamioAuthError, type PagamioAuthError } from '@pagamio/auth-core'

/** Nest asks by `instanceof`; there may be two copies of the core. */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest asks for a class
class AnyPagamioAuthError {
  static [Symbol.hasInstance](error: unknown): boolean {
    return isPagamioAuthError(error)
  }
}

/**
 * Answers trouble with a token over HTTP: 503 with `Retry-After` where waiting helps, 502 where it does not, 500 where an
 * option is wrong. Never the 401 of your own caller, and no secret. Everything else, and every other transport, is left
 * to Nest.
 * @example providers: [{ provide: APP_FILTER, useClass: PagamioExceptionFilter }]
 */
@Catch(AnyPagamioAuthError)
export class PagamioExceptionFilter implements ExceptionFilter<PagamioAuthError> {
  readonly #host: HttpAdapterHost

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host
  }

  catch(error: PagamioAuthError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') return
    const { status, headers, body } = httpTrouble(error)
    // Trouble with Pagamio is in the log by now, as an event; an error of our own is not.
    if (status === 500) new Logger('Pagamio').error(error.stack)
    const { httpAdapter } = this.#host
    const response = host.switchToHttp().getResponse()
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response)
      return
    }
    for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value)
    httpAdapter.reply(response, body, status)
  }
}
