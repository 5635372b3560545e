// What sharing is for, over any store.
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { fleetsIn, merchants, tokensOf } from './support/fleet.ts'
import type { Account } from './support/member.ts'
import type { Kind } from './support/places.ts'

export function oneLoginCase(kind: Kind): void {
  const fleet = fleetsIn(kind)

  test.skipIf(kind.missing)(
    'one login for processes that start cold, that hear a 401 together, whose refresh token dies, that have a wrong password',
    async (context) => {
      const { all, simulator } = await fleet(context, 8, { latencyMs: 100 })
      expect(tokensOf(await all('token')).size).toBe(1)
      expect(simulator.count()).toBe(1)

      simulator.revokeAll()
      expect((await all('fetch')).map(({ status }) => status)).toEqual(Array(8).fill(200))
      expect(simulator.count('login')).toBe(1)
      expect(simulator.count('refresh')).toBe(1)

      const [other] = merchants as unknown as [Account]
      await all('token', other)
      expect(simulator.count('login')).toBe(2)
      simulator.revokeAll()
      simulator.revokeRefreshTokens()
      expect((await all('fetch', other)).map(({ status }) => status)).toEqual(Array(8).fill(200))
      expect(simulator.count('refresh')).toBe(2)
      expect(simulator.count('login')).toBe(3)

      const refused = await all('token', { ...demoCredentials, username: merchants[1]?.username ?? '' })
      expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['invalid_credentials']))
      expect(simulator.count('login')).toBe(4)
    },
  )
}
