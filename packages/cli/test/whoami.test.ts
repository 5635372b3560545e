import { describe, expect, test } from 'vitest'
import { machine } from './support/run.ts'

const told = { userType: 'MERCHANT', userTypeId: 'kQ3v_Zx81', roles: ['MERCHANT_ADMIN', 'TILL'], hasWallet: true }

async function toldAtLogin(extra: object) {
  const one = await machine()
  const body = JSON.stringify({ accessToken: 'opaque', accessTokenExpiresIn: 1800, ...extra })
  one.simulator.failNext('login', { kind: 'answer', body })
  return one
}

describe('whoami', () => {
  test('says what the login told, and spends no second login to learn it', async () => {
    const { run, simulator, url } = await toldAtLogin(told)
    await run(['token'])
    const { out, err, code } = await run(['whoami'])
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['api', url],
      ['userType', 'MERCHANT'],
      ['userTypeId', 'kQ3v_Zx81'],
      ['roles', 'MERCHANT_ADMIN, TILL'],
      ['hasWallet', 'true'],
      [''],
    ])
    expect(simulator.count()).toBe(1)
  })

  test('as JSON it is for scripts', async () => {
    const { run } = await toldAtLogin(told)
    expect(JSON.parse((await run(['whoami', '--json'])).out)).toEqual(told)
  })

  test('where nothing was told it says so', async () => {
    const { run } = await toldAtLogin({})
    const { out, code } = await run(['whoami'])
    expect(out).toContain('Pagamio told nothing of it at login')
    expect(code).toBe(0)
  })

  test('a secret among the fields is not shown, nor what a terminal would obey', async () => {
    const { run } = await toldAtLogin({ tempToken: 'CANARY', region: '\u001b[2JCANARY', userType: 'MERCHANT' })
    const { out } = await run(['whoami'])
    expect(out).toContain('MERCHANT')
    expect(out).not.toContain('CANARY')
  })
})
