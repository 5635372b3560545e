import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { machine } from './support/run.ts'

const NOWHERE = {
  HOME: undefined,
  XDG_CONFIG_HOME: undefined,
  PAGAMIO_STORE_FOLDER: undefined,
  PAGAMIO_CONFIG_FOLDER: undefined,
}

/** As in a container that runs as any number: no home, and nobody of that number in the system's list of users. */
describe('a user without a home', () => {
  beforeEach(() => {
    vi.stubEnv('XDG_STATE_HOME', undefined)
    const { homedir } = os
    os.homedir = () => {
      throw Object.assign(new Error('no such user'), { code: 'ERR_SYSTEM_ERROR' })
    }
    syncBuiltinESMExports()
    onTestFinished(() => {
      os.homedir = homedir
      syncBuiltinESMExports()
      vi.unstubAllEnvs()
    })
  })

  test('gets a token, and hears why it is not shared and what to set', async () => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(['token'], { env: NOWHERE })
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(err).toBe('! Tokens are not shared: this user has no home directory: PAGAMIO_STORE_FOLDER names a folder.\n')
    expect(code).toBe(0)
    expect(simulator.count('login')).toBe(1)
  })

  test('is examined like any other, and it is the store that is to be looked at', async () => {
    const { run } = await machine()
    const { out, code } = await run(['doctor'], { env: NOWHERE })
    expect(out).toContain(
      '! store          Tokens are not shared: this user has no home directory: PAGAMIO_STORE_FOLDER',
    )
    expect(out).toContain('It works: 1 to look at, 1 not tried, 9 passed.')
    expect(code).toBe(0)
  })

  test('sees it in the status', async () => {
    const { run } = await machine()
    expect((await run(['status'], { env: NOWHERE })).out).toContain(
      'store      not used: this user has no home directory',
    )
  })

  test.each([[['profiles']], [['token', '--profile', 'shop']], [['profiles', 'use', 'shop']]])(
    'is told where profiles could be: %j',
    async (args) => {
      const { run } = await machine({ credentials: 'none' })
      const { out, err, code } = await run(args, { env: NOWHERE })
      expect({ out, code }).toEqual({ out: '', code: 3 })
      expect(err).toContain('There is no place for profiles: this user has no home directory.')
      expect(err).toContain('PAGAMIO_CONFIG_FOLDER')
      expect(err).not.toContain('report')
    },
  )
})
