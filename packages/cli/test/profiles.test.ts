import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { type Machine, machine } from './support/run.ts'

const { username, password } = demoCredentials

/** Into a file; a keyring, which a test's home never has, is looked for only where that is the point. */
function login({ run, url }: Machine, more: readonly string[] = ['--storage', 'file'], input = `${password}\n`) {
  return run(['login', '--username', username, '--base-url', url, '--password-stdin', ...more], { input })
}

describe('profiles', () => {
  test('login keeps what Pagamio accepts; the next command needs nothing else, and no second login', async () => {
    const shop = await machine({ credentials: 'none' })
    const { out, err, code } = await login(shop)
    expect({ out, code }).toEqual({ out: '', code: 0 })
    expect(err).toContain('Profile default: Pagamio accepts it.')
    expect((await shop.run(['token'])).code).toBe(0)
    expect(shop.simulator.count()).toBe(1)
  })

  test('without a keyring the password is in a private file, and it says so', async () => {
    const shop = await machine({ credentials: 'none' })
    const { err } = await login(shop, [])
    const file = `${shop.home}/config/passwords.json`
    expect(err).toContain(`There is no keyring that can be used. The password is in ${file}`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(`${shop.home}/config`)).mode & 0o777).toBe(0o700)
    expect(await readFile(`${shop.home}/config/profiles.json`, 'utf8')).not.toContain(password)
  })

  test('the keyring alone was asked for, and there is none: nothing is kept', async () => {
    const shop = await machine({ credentials: 'none' })
    const { err, code } = await login(shop, ['--storage', 'keyring'])
    expect(err).toContain('keyring')
    expect(code).toBe(3)
    expect((await shop.run(['profiles', '--json'])).out).toBe('[]\n')
  })

  test('what Pagamio refuses is not kept; the next try is a try', async () => {
    const shop = await machine({ credentials: 'none' })
    const { out, err, code } = await login(shop, [], 'wrong-pass')
    expect({ out, code }).toEqual({ out: '', code: 4 })
    expect(err).not.toContain('wrong-pass')
    expect((await shop.run(['token'])).code).toBe(3)
    expect(await login(shop, [], 'wrong-pass')).toMatchObject({ code: 4 })
    expect(shop.simulator.count('login')).toBe(2)
  })

  test('--no-check keeps them without asking', async () => {
    const shop = await machine({ credentials: 'none' })
    expect((await login(shop, ['--no-check', '--storage', 'file'])).code).toBe(0)
    expect(shop.simulator.count()).toBe(0)
  })

  test('where nothing can be written it says where, and what to do', async () => {
    const shop = await machine({ credentials: 'none' })
    await writeFile(`${shop.home}/config`, 'a file, not a folder')
    const { out, err, code } = await login(shop)
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toContain(`${shop.home}/config/profiles.json cannot be read (ENOTDIR)`)
    expect(err).toContain('PAGAMIO_CONFIG_FOLDER')
    expect(shop.simulator.count()).toBe(0)
  })

  test.each(['http://vas-api.pagamio.tech', 'https://user:canary@host.example', 'nonsense'])(
    'a base URL of %s is not kept, checked or not',
    async (baseUrl) => {
      const { run } = await machine({ credentials: 'none' })
      const args = ['login', '--username', 'x', '--base-url', baseUrl, '--password-stdin', '--no-check']
      const { out, err, code } = await run(args, { input: 'x' })
      expect({ out, code }).toEqual({ out: '', code: 3 })
      expect(err).not.toContain('canary')
      expect((await run(['profiles', '--json'])).out).toBe('[]\n')
    },
  )

  test('several of them: one is in use, each can be named, and a forgotten one leaves nothing', async () => {
    const shop = await machine({
      credentials: 'none',
      merchants: [
        { username, password, id: 'M-1' },
        { username: 'other', password: 'other-password', id: 'M-2' },
      ],
    })
    await login(shop, ['--profile', 'first', '--storage', 'file'])
    const second = ['--profile', 'second', '--username', 'other', '--storage', 'file']
    expect((await login(shop, second, 'other-password')).err).toContain('In use is first')
    expect(merchants(shop)).toEqual(['M-1', 'M-2'])

    await shop.run(['api', '/products/categories'])
    await shop.run(['api', '/products/categories', '--profile', 'second'])
    await shop.run(['profiles', 'use', 'second'])
    await shop.run(['api', '/products/categories'])
    expect(merchants(shop, 'categories')).toEqual(['M-1', 'M-2', 'M-2'])
    expect(shop.simulator.count('login')).toBe(2)

    expect((await shop.run(['profiles'])).out).toMatch(/ {3}first +demo +http.*\n● {2}second +other /)
    expect((await shop.run(['logout'])).err).toContain('second is forgotten')
    expect(await readFile(`${shop.home}/config/passwords.json`, 'utf8')).not.toContain('other-password')
    const nobody = await shop.run(['token'])
    expect(nobody).toMatchObject({ out: '', code: 3 })
    expect(nobody.err).toContain('no profile is in use')
    expect(nobody.err).toContain('`pagamio profiles use first`')
    expect((await shop.run(['token', '--profile', 'first'])).code).toBe(0)
    expect((await shop.run(['token', '--profile', 'second'])).code).toBe(2)
  })

  test('a profile that is named goes before the environment, the environment before the one in use', async () => {
    const shop = await machine({
      merchants: [
        { username, password, id: 'M-1' },
        { username: 'other', password: 'other-password', id: 'M-2' },
      ],
    })
    const { run } = shop
    const other = await login(shop, ['--username', 'other', '--storage', 'file'], 'other-password')
    expect(other.err).toContain('they go before it')
    await run(['api', '/products/categories'])
    await run(['api', '/products/categories', '--profile', 'default'])
    expect(merchants(shop, 'categories')).toEqual(['M-1', 'M-2'])
  })

  test.each(['profiles.json', 'passwords.json'])(
    '%s that others can read is refused, with the command that mends it',
    async (name) => {
      const shop = await machine({ credentials: 'none' })
      await login(shop)
      await chmod(`${shop.home}/config/${name}`, 0o644)
      const { out, err, code } = await shop.run(['token'])
      expect({ out, code }).toEqual({ out: '', code: 3 })
      expect(err).toContain(`chmod 600 '${shop.home}/config/${name}'`)
    },
  )

  test.each(['', 'nonsense', '[]', '{"profiles":{"default":{"username":7}}}'])(
    'a book that says %j is no book',
    async (text) => {
      const shop = await machine({ credentials: 'none' })
      await login(shop)
      await writeFile(`${shop.home}/config/profiles.json`, text)
      expect(await shop.run(['token'])).toMatchObject({
        out: '',
        code: 3,
        err: expect.stringContaining('cannot be read'),
      })
    },
  )

  test('many logins at once: each profile is there, and each password', async () => {
    const shop = await machine({ credentials: 'none' })
    const names = Array.from({ length: 8 }, (_, n) => `shop-${n}`)
    const more = (name: string) => ['--profile', name, '--no-check', '--storage', 'file']
    await Promise.all(names.map((name) => login(shop, more(name), `password-of-${name}`)))
    const kept = JSON.parse((await shop.run(['profiles', '--json'])).out)
    expect(kept.map(({ name }: { name: string }) => name).sort()).toEqual(names)
    expect(kept.filter(({ inUse }: { inUse: boolean }) => inUse)).toHaveLength(1)
    const passwords = JSON.parse(await readFile(`${shop.home}/config/passwords.json`, 'utf8'))
    expect(passwords).toEqual(Object.fromEntries(names.map((name) => [name, `password-of-${name}`])))
  })

  test('without a terminal and without a secret it ends at once (failure mode 119)', async () => {
    const { run, url, simulator } = await machine({ credentials: 'none' })
    const { out, err, code } = await run(['login', '--username', 'x', '--base-url', url])
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toContain('--password-stdin')
    expect(await run(['login'])).toMatchObject({ code: 3, err: expect.stringContaining('--environment') })
    expect(simulator.count()).toBe(0)
  })

  test.each([
    ['nothing', ''],
    ['a newline', '\n'],
    ['two lines', 'two\nlines'],
    ['a tab', 'tab\tbed'],
    ['a novel', 'x'.repeat(5_000)],
  ])('%s is no password', async (_, input) => {
    const shop = await machine({ credentials: 'none' })
    expect(await login(shop, [], input)).toMatchObject({ out: '', code: 3 })
    expect(shop.simulator.count()).toBe(0)
  })

  test.each(['', '../up', 'a b', '__proto__'.repeat(8)])('%j is no name of a profile', async (name) => {
    const shop = await machine({ credentials: 'none' })
    expect(await login(shop, ['--profile', name])).toMatchObject({ out: '', code: 2 })
  })

  test('hostile names are only names', async () => {
    const shop = await machine({ credentials: 'none' })
    for (const name of ['__proto__', 'constructor']) {
      expect((await shop.run(['token', '--profile', name])).code).toBe(2)
      expect((await login(shop, ['--profile', name, '--storage', 'file'])).code).toBe(0)
      expect((await shop.run(['token', '--profile', name])).code).toBe(0)
      expect((await shop.run(['logout', '--profile', name])).code).toBe(0)
    }
  })
})

const merchants = ({ simulator }: Machine, endpoint = 'login') =>
  simulator.log.filter((entry) => entry.endpoint === endpoint).map(({ merchant }) => merchant)
