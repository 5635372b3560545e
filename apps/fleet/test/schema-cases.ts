// Two versions of the package over one store, in real processes: a deployment of a version that seals in another way.
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, inject, test } from 'vitest'
import { type Fleet, fleetsIn } from './support/fleet.ts'
import type { Member } from './support/member.ts'
import type { Kind } from './support/places.ts'

export function schemaCases(kind: Kind): void {
  const fleet = fleetsIn(kind)
  const run = kind.missing ? describe.skip : describe.concurrent

  const tokensOf = async (members: readonly Member[], rejected?: string) => {
    const answers = await Promise.all(members.map((member) => member.ask('token', demoCredentials, rejected)))
    return [...new Set(answers.map(({ token = '', code }) => token || `failed: ${code}`))]
  }
  const newer = ({ start }: Fleet, count: number) =>
    Promise.all(Array.from({ length: count }, () => start({}, inject('newerProgram'))))
  const sealedIn = async ({ place }: Fleet) => (await place.dump()).match(/v1\.[\w-]+\.[\w-]+/g) ?? []

  run('an older and a newer schema', () => {
    test('share the store (failure mode 72): each costs one login, keeps what it has stored, and spends its own refresh token once', async (context) => {
      const both = await fleet(context, 2, { rotation: 'strict' })
      const { members, simulator, start } = both
      const older = [...members]
      const [first = ''] = await tokensOf(older)
      const sealedByOlder = await sealedIn(both)
      expect(sealedByOlder).toHaveLength(1)

      const young = await newer(both, 2)
      const [other = '', ...more] = await tokensOf(young)
      expect([...more, other === first]).toEqual([false])
      expect(simulator.count('login')).toBe(2)
      expect(await sealedIn(both)).toEqual(expect.arrayContaining(sealedByOlder))
      expect(await tokensOf(older)).toEqual([first])

      simulator.revokeAll()
      const renewed = await Promise.all([tokensOf(older, first), tokensOf(young, other)])
      expect(renewed.map(({ length }) => length)).toEqual([1, 1])
      const refreshes = simulator.log.filter(({ endpoint }) => endpoint === 'refresh')
      expect(refreshes.map(({ status }) => status)).toEqual([200, 200])

      // Who starts now finds what its own version has stored.
      const joined = [await tokensOf([await start()]), await tokensOf(await newer(both, 1))]
      expect(joined).toEqual(renewed)
      expect(simulator.count('login')).toBe(2)
      expect(simulator.count('refresh')).toBe(2)
    })

    test('keep the limits together', async (context) => {
      const both = await fleet(context, 1, { limits: { logins: 1, windowMs: 3_000 } })
      const [young] = (await newer(both, 1)) as [Member]
      const tokens = await Promise.all([tokensOf(both.members.slice(0, 1)), tokensOf([young])])
      expect(new Set(tokens.flat()).size).toBe(2)
      // With one login more the API would have refused it.
      expect(both.simulator.log.map(({ endpoint, status }) => [endpoint, status])).toEqual([
        ['login', 200],
        ['login', 200],
      ])
    })
  })
}
