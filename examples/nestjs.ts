// A till with NestJS: POST /airtime { mobileNumber, amount, reference }.
import 'reflect-metadata'
import type { ServerResponse } from 'node:http'
import { BadGatewayException, Body, Controller, Inject, Module, Post, Res } from '@nestjs/common'
import { APP_FILTER, NestFactory } from '@nestjs/core'
import { optionsFromEnv } from '@pagamio/auth-core'
import { PagamioExceptionFilter, PagamioModule, PagamioService } from '@pagamio/nestjs'

@Controller()
class TillController {
  @Inject(PagamioService) private readonly pagamio!: PagamioService

  @Post('airtime')
  async airtime(@Body() body: Record<string, unknown>, @Res({ passthrough: true }) response: ServerResponse) {
    const { mobileNumber, amount, reference } = body
    const left = new AbortController() // nothing is bought for a visitor who has left
    response.once('close', () => left.abort())
    const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
    const answer = await this.pagamio.fetch('/purchase', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...till, mobileNumber, amount, merchantReference: reference }),
      signal: left.signal,
    })
    if (!answer.ok) throw new BadGatewayException({ error: 'no_answer', reference })
    const { successful, transactionId } = (await answer.json()) as Record<string, unknown>
    response.statusCode = successful ? 200 : 422
    return { successful, transactionId, reference }
  }
}

@Module({
  imports: [PagamioModule.forRoot(optionsFromEnv())],
  controllers: [TillController],
  providers: [{ provide: APP_FILTER, useClass: PagamioExceptionFilter }],
})
class AppModule {}

export const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] })
await app.listen(process.env.PORT ?? 3000, '127.0.0.1')
