import { Inject, type Type } from '@nestjs/common'
import { PagamioService } from './pagamio-service.ts'

/** What an instance is called where no name is given. */
export const DEFAULT_NAME = 'default'

/**
 * The injection token of this instance: the class itself for the default one.
 * @example testing.overrideProvider(getPagamioToken('billing')).useValue(fake)
 */
export function getPagamioToken(name: string = DEFAULT_NAME): string | Type<PagamioService> {
  return name === DEFAULT_NAME ? PagamioService : `PagamioService_${name}`
}

/**
 * Injects the instance of this name.
 * @example constructor(@InjectPagamio('billing') private readonly billing: PagamioService) {}
 */
export const InjectPagamio = (name?: string): ParameterDecorator & PropertyDecorator => Inject(getPagamioToken(name))
