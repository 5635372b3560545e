import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { BadOrder } from '../order.ts'
import { troubleOf } from '../trouble.ts'
import { UpstreamError } from '../upstream-answer.ts'

/** Answers what only this shop throws. Trouble with the token is for PagamioExceptionFilter. */
@Catch(BadOrder, UpstreamError)
export class TroubleFilter implements ExceptionFilter {
  readonly #host: HttpAdapterHost

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const { status, body } = troubleOf(error)
    this.#host.httpAdapter.reply(host.switchToHttp().getResponse(), body, status)
  }
}
