import { jwtTimes } from '../token/jwt-times.ts'
import { given } from './answer-fields.ts'

const DAY_S = 86_400
const YEAR_S = 365 * DAY_S
/** One hour, the longest life that any page of the vendor's docs names. Above it the unit is wrong, not the token long. */
const LONGEST_ACCESS_S = 3_600
const USUAL_ACCESS_S = 1_800
/** Seven days, the one life of a refresh token in the docs. */
const USUAL_REFRESH_S = 7 * DAY_S

/** How long the tokens of an answer live, in milliseconds, and what was odd about what it says. */
export interface Lives {
  readonly lifetimeMs: number
  readonly refreshLifetimeMs: number
  readonly warnings: readonly string[]
}

/** What is said wins over what is usual, the shorter over the longer, and nothing over what the docs allow. */
export function livesOf(answer: object, accessToken: string): Lives {
  const warnings: string[] = []
  const saidOf = (name: string, endless: number) =>
    given(answer, name).flatMap((value) => {
      const number = numberOf(value)
      if (number === undefined) warnings.push(`${name} is not a positive number of seconds: ignored`)
      if (number === undefined || number <= endless) return number ?? []
      warnings.push(`${name} is too long for seconds: read as milliseconds`)
      return number / 1000
    })
  const access = [...saidOf('expiresIn', DAY_S), ...saidOf('accessTokenExpiresIn', DAY_S), ...jwtLife(accessToken)]
  const refresh = saidOf('refreshTokenExpiresIn', YEAR_S)
  const shortest = access.length > 0 ? Math.min(...access) : USUAL_ACCESS_S
  if (shortest > LONGEST_ACCESS_S) warnings.push('the lifetime is longer than 1 hour: shortened to it')
  return {
    lifetimeMs: Math.min(shortest, LONGEST_ACCESS_S) * 1000,
    refreshLifetimeMs: Math.min(...refresh, USUAL_REFRESH_S) * 1000,
    warnings,
  }
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}

/** `exp − iat` of a JWT: a duration, so that a wrong local clock does not matter. */
function jwtLife(token: string): readonly number[] {
  const { exp, iat } = jwtTimes(token)
  const life = exp !== undefined && iat !== undefined ? numberOf(exp - iat) : undefined
  return life === undefined ? [] : [life]
}
