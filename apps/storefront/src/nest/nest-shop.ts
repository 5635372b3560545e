import type { INestApplication, LoggerService, NestApplicationOptions } from '@nestjs/common'
import type { EventLog } from '@pagamio/auth-core'
import { PagamioPool, PagamioService } from '@pagamio/nestjs'
import type { Shop } from '../build.ts'

/** Bodies stay as they come: one is passed on as a stream. */
export function nestOptions(log: EventLog): NestApplicationOptions {
  return { bodyParser: false, abortOnError: false, logger: loggerOf(log) }
}

export function nestShop(app: INestApplication): Shop {
  return {
    shown: { Shop: app.get(PagamioService), Merchants: app.get(PagamioPool) },
    async listen(port, host) {
      await app.listen(port, host)
      return app.getUrl()
    },
    close: () => app.close(),
  }
}

/** What Nest says of itself is left out, unless something is wrong. */
function loggerOf(log: EventLog): LoggerService {
  return {
    log: (message, context) => context === 'Pagamio' && log.info(String(message)),
    warn: (message) => log.warn(String(message)),
    error: (message, stack) => log.warn(`${message} ${stack ?? ''}`),
  }
}
