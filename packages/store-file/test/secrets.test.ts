import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createBudget, createPagamioAuth, environments, type FetchLike } from '@pagamio/auth-core'
import { createSimulator } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { fileStore } from '../src/index.ts'
import { tempFolder } from './support/temp-folder.ts'

const credentials = { username: 'canary-user', password: 'canary-password' }

describe('a copy of the folder', () => {
  test('shows no token, no password, no username, and not which API it is for (failure mode 91)', async () => {
    const folder = await tempFolder()
    const simulator = createSimulator({ merchants: [{ ...credentials, id: 'canary-merchant' }] })
    const secrets: string[] = [...Object.values(credentials), 'canary', new URL(environments.sandbox).hostname]
    const listening: FetchLike = async (input, init) => {
      const response = await simulator.fetch(input, init)
      const said = await response.clone().text()
      for (const [, token] of said.matchAll(/"([\w-]{20,}(?:\.[\w-]+)*)"/g)) secrets.push(token as string)
      return response
    }
    const store = fileStore({ folder })
    const account = (password: string) =>
      createPagamioAuth({
        environment: 'sandbox',
        credentials: { ...credentials, password },
        fetch: listening,
        store,
        budget: createBudget(),
      })
    const auth = account(credentials.password)
    await auth.fetch('/products/categories')
    simulator.revokeAll()
    await auth.fetch('/products/categories')
    await auth.close()
    const refused = account('canary-wrong')
    await expect(refused.getToken()).rejects.toMatchObject({ code: 'invalid_credentials' })
    await refused.close()
    // Two access tokens and two refresh tokens at least, or the test looks for nothing.
    expect(secrets.length).toBeGreaterThanOrEqual(8)
    const names = await readdir(folder)
    expect(new Set(names.map((name) => name.split('.').slice(1).join('.')))).toEqual(
      new Set(['token', 'lease', 'permits']),
    )
    const all = [...names, ...(await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1'))))].join()
    for (const secret of secrets) expect(all.includes(secret)).toBe(false)
    expect(inspect(store, { depth: 9, showHidden: true })).not.toContain('canary')
  })
})
