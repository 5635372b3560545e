import type { IncomingMessage } from 'node:http'
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  NotFoundException,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { PagamioExceptionFilter } from '@pagamio/nestjs'
import { UnknownCounter } from '../counters.ts'
import { tell } from '../desk.ts'
import { UnknownMerchant } from '../merchants.ts'
import { BadOrder } from '../order.ts'
import { wantsPage } from '../reply.ts'
import { notFound, type Trouble, troubleOf } from '../trouble.ts'
import { UpstreamError } from '../upstream-answer.ts'

/**
 * Answers what only this shop throws, and what it does not have. A path that cannot be decoded is a bad request to Nest;
 * here it is one of those that are not there.
 */
@Catch(BadOrder, UnknownCounter, UnknownMerchant, UpstreamError, NotFoundException, BadRequestException)
export class TroubleFilter implements ExceptionFilter {
  readonly #host: HttpAdapterHost

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const trouble = error instanceof HttpException ? notFound : troubleOf(error)
    if (isFromPerson(host)) return replyPage(this.#host, host, trouble)
    this.#host.httpAdapter.reply(host.switchToHttp().getResponse(), trouble.body, trouble.status)
  }
}

/** Trouble with the token, as the adapter answers it, but for people. */
export class TokenTroubleFilter extends PagamioExceptionFilter {
  readonly #host: HttpAdapterHost

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    super(host)
    this.#host = host
  }

  override catch(error: Parameters<PagamioExceptionFilter['catch']>[0], host: ArgumentsHost): void {
    if (isFromPerson(host)) void replyPage(this.#host, host, troubleOf(error))
    else super.catch(error, host)
  }
}

function isFromPerson(host: ArgumentsHost): boolean {
  return wantsPage(host.switchToHttp().getRequest<IncomingMessage>().headers.accept)
}

async function replyPage({ httpAdapter }: HttpAdapterHost, host: ArgumentsHost, trouble: Trouble): Promise<void> {
  const response = host.switchToHttp().getResponse()
  const { status, headers, body } = await tell(trouble, true)
  for (const [name, value] of Object.entries(headers)) httpAdapter.setHeader(response, name, value)
  httpAdapter.reply(response, body, status)
}
