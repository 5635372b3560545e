import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isPagamioAuthError, type PagamioAuthError } from '../../src/errors/errors.ts'
import { optionsFromEnv } from '../../src/options/options-from-env.ts'
import { storeKeyFromEnv } from '../../src/options/store-key-from-env.ts'

const complete = { PAGAMIO_USERNAME: 'shop', PAGAMIO_PASSWORD: 'pass', PAGAMIO_ENVIRONMENT: 'sandbox' }
const { PAGAMIO_PASSWORD: _, ...withoutPassword } = complete
const { PAGAMIO_ENVIRONMENT: __, ...nowhere } = complete

const folder = mkdtempSync(join(tmpdir(), 'options-from-env-'))
const file = join(folder, 'password')
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  rmSync(file, { force: true })
})

function failure(env: Record<string, string | undefined>): PagamioAuthError {
  try {
    optionsFromEnv(env)
  } catch (error) {
    if (isPagamioAuthError(error)) return error
    throw error
  }
  throw new Error('was accepted')
}

function fromFile(content: string) {
  writeFileSync(file, content)
  const { credentials } = optionsFromEnv({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: file })
  if (typeof credentials !== 'function') throw new Error('is not a function')
  return credentials
}

describe('optionsFromEnv', () => {
  it('reads username, password and environment', () => {
    const credentials = { username: 'shop', password: 'pass' }
    expect(optionsFromEnv(complete)).toEqual({ environment: 'sandbox', credentials })
  })

  it('takes PAGAMIO_BASE_URL instead of an environment', () => {
    const { environment, baseUrl } = optionsFromEnv({ ...nowhere, PAGAMIO_BASE_URL: 'https://h.example/v1' })
    expect({ environment, baseUrl }).toEqual({ environment: undefined, baseUrl: 'https://h.example/v1' })
  })

  it('takes the documented BASE_URL when nothing else says where', () => {
    expect(optionsFromEnv({ ...nowhere, BASE_URL: 'https://h.example/v1' }).baseUrl).toBe('https://h.example/v1')
    expect(optionsFromEnv({ ...complete, BASE_URL: 'https://h.example/v1' }).baseUrl).toBeUndefined()
    const both = { ...nowhere, PAGAMIO_BASE_URL: 'https://a.example', BASE_URL: 'https://b.example' }
    expect(optionsFromEnv(both).baseUrl).toBe('https://a.example')
  })

  it.each(['/', '', './', 'h.example', 'file:///x'])('ignores the BASE_URL %j of a bundler', (BASE_URL) => {
    expect(failure({ ...nowhere, BASE_URL }).message).toContain('PAGAMIO_ENVIRONMENT (or PAGAMIO_BASE_URL)')
  })

  it('lists everything missing in one message', () => {
    const error = failure({})
    expect(error.code).toBe('invalid_options')
    expect(error.message).toBe(
      'Environment variables are missing: PAGAMIO_USERNAME, PAGAMIO_PASSWORD (or PAGAMIO_PASSWORD_FILE), PAGAMIO_ENVIRONMENT (or PAGAMIO_BASE_URL).',
    )
    const onlyUsername = failure({ ...complete, PAGAMIO_USERNAME: '' })
    expect(onlyUsername.message).toBe('Environment variables are missing: PAGAMIO_USERNAME.')
  })

  it('reads process.env when it is given nothing', () => {
    for (const [name, value] of Object.entries(complete)) vi.stubEnv(name, value)
    expect(optionsFromEnv().environment).toBe('sandbox')
  })

  it('finds nothing, and says so, where there is no process', () => {
    vi.stubGlobal('process', undefined)
    expect(() => optionsFromEnv()).toThrow('Environment variables are missing')
    expect(optionsFromEnv(complete).environment).toBe('sandbox')
  })

  it('takes a binding that is no string for missing', () => {
    const env = { ...complete, PAGAMIO_PASSWORD: { get: () => 'x' } } as unknown as Record<string, string>
    expect(failure(env).message).toContain('PAGAMIO_PASSWORD (or PAGAMIO_PASSWORD_FILE)')
  })

  it.each([
    { ...complete, PAGAMIO_PASSWORD_FILE: '/SECRET' },
    { ...complete, PAGAMIO_BASE_URL: 'https://SECRET.example' },
    { ...complete, PAGAMIO_ENVIRONMENT: 'SECRET' },
    { ...complete, PAGAMIO_ENVIRONMENT: '__proto__', PAGAMIO_PASSWORD: 'SECRET' },
    { ...withoutPassword, PAGAMIO_PASSWORD_FILE: '/SECRET' },
    { ...withoutPassword, PAGAMIO_PASSWORD_FILE: '/SECRET\0' },
    { ...nowhere, PAGAMIO_PASSWORD: 'SECRET', BASE_URL: 'SECRET' },
  ])('refuses %j without a value in the error', (env) => {
    const error = failure(env)
    expect(error.code).toBe('invalid_options')
    expect(error.message).toContain('PAGAMIO_')
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })
})

describe('PAGAMIO_PASSWORD_FILE', () => {
  it.each([
    ['pass', 'pass'],
    ['pass\n', 'pass'],
    ['pass\r\n', 'pass'],
    ['pass\n\n', 'pass\n'],
    [' pass \n', ' pass '],
    ['pass\r', 'pass\r'],
    ['pässwörd\n', 'pässwörd'],
    ['\ufeffpass\n', 'pass'],
    ['pass\ufeff\n', 'pass\ufeff'],
  ])('reads %j as %j', async (content, password) => {
    expect(await fromFile(content)()).toEqual({ username: 'shop', password })
  })

  it('is read again at each use', async () => {
    const credentials = fromFile('first\n')
    expect((await credentials()).password).toBe('first')
    writeFileSync(file, 'second\n')
    expect((await credentials()).password).toBe('second')
  })

  it.skipIf(process.platform === 'win32')('of a pipe, which can be read once, is read once', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
    const writer = spawn('sh', ['-c', `printf 'from-a-pipe\\n' > '${pipe}'`])
    const { credentials } = optionsFromEnv({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: pipe })
    if (writer.exitCode === null) await once(writer, 'close')
    for (const _use of [1, 2])
      expect(typeof credentials === 'function' && (await credentials()).password).toBe('from-a-pipe')
  })

  it('that is no UTF-8 is no password: another one would be sent', () => {
    writeFileSync(file, Buffer.from('\ufeffpass\n', 'utf16le'))
    expect(failure({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: file }).message).toContain('(NOT_UTF8)')
  })

  it('follows the symbolic links of mounted secrets', async () => {
    const link = join(folder, 'link')
    writeFileSync(file, 'linked\n')
    symlinkSync(file, link)
    const { credentials } = optionsFromEnv({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: link })
    expect(typeof credentials === 'function' && (await credentials()).password).toBe('linked')
  })

  it('names variable and code when the file is missing, empty or a folder', () => {
    const at = (path: string) => failure({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: path }).message
    expect(at(file)).toMatch(/PAGAMIO_PASSWORD_FILE.*\(ENOENT\)/)
    expect(at(folder)).toMatch(/\(EISDIR\)/)
    writeFileSync(file, '\n')
    expect(at(file)).toMatch(/\(EMPTY\)/)
  })

  it('rejects without the path when the file is gone later', async () => {
    const credentials = fromFile('pass')
    rmSync(file)
    const error = await credentials().catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'credentials_unavailable' })
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(file)
  })

  it('says what to do where there are no files', () => {
    vi.stubGlobal('process', { env: {} })
    expect(failure({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: file }).message).toContain(
      'set PAGAMIO_PASSWORD instead',
    )
  })
})

describe('PAGAMIO_STORE_KEY', () => {
  const key = Buffer.alloc(32, 7).toString('base64')
  const keyIn = (content: string) => {
    writeFileSync(file, content)
    return optionsFromEnv({ ...complete, PAGAMIO_STORE_KEY_FILE: file }).key
  }

  it('is the key of a store, and may be missing', () => {
    expect(optionsFromEnv({ ...complete, PAGAMIO_STORE_KEY: key }).key).toBe(key)
    expect(optionsFromEnv({ ...complete, PAGAMIO_STORE_KEY: '' }).key).toBeUndefined()
  })

  it.each(['', '\n', '\r\n', '\n\n', ' '])('comes from a file too, whatever white space is around it: %j', (around) => {
    expect(keyIn(`${around}${key}${around}`)).toBe(key)
  })

  it('may have a byte order mark before it', () => {
    expect(keyIn(`\uFEFF${key}\r\n`)).toBe(key)
  })

  it.each([',', ', ', ' ', '\n', '\r\n'])('may be several, the first of which writes, separated by %j', (between) => {
    const other = Buffer.alloc(32, 8).toString('base64')
    expect(keyIn(`${key}${between}${other}\n`)).toEqual([key, other])
    expect(storeKeyFromEnv({ PAGAMIO_STORE_KEY: `${key}${between}${other}` })).toEqual([key, other])
  })

  it('is refused where one of several is none, or comes twice', () => {
    for (const keys of [`${key},SECRET`, `${key},${key}`, `${key},`])
      expect(() => storeKeyFromEnv({ PAGAMIO_STORE_KEY: keys })).toThrow('"PAGAMIO_STORE_KEY"')
  })

  it('is there for a pool, whose credentials come from elsewhere', () => {
    expect(storeKeyFromEnv({ PAGAMIO_STORE_KEY: key })).toBe(key)
    expect(storeKeyFromEnv({})).toBeUndefined()
    vi.stubEnv('PAGAMIO_STORE_KEY', key)
    expect(storeKeyFromEnv()).toBe(key)
  })

  it.each([
    ['both are set', { PAGAMIO_STORE_KEY: key, PAGAMIO_STORE_KEY_FILE: '/SECRET' }, 'together with PAGAMIO_STORE_KEY'],
    ['it is no key', { PAGAMIO_STORE_KEY: 'SECRET' }, 'openssl rand -base64 32'],
    ['it is too short', { PAGAMIO_STORE_KEY: 'U0VDUkVU' }, 'pagamio key new'],
    ['its file is missing', { PAGAMIO_STORE_KEY_FILE: '/SECRET' }, '"PAGAMIO_STORE_KEY_FILE"'],
  ])('says what to do where %s', (_, variables, said) => {
    const error = failure({ ...complete, ...variables })
    expect(error).toMatchObject({ code: 'invalid_options', message: expect.stringContaining(said) })
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })

  it('says what to do where its file is empty, and where there are no files', () => {
    expect(() => keyIn('\n')).toThrow('pagamio key new')
    vi.stubGlobal('process', { env: {} })
    expect(() => storeKeyFromEnv({ PAGAMIO_STORE_KEY_FILE: file })).toThrow('set PAGAMIO_STORE_KEY instead')
  })
})

describe('a prefix of one’s own', () => {
  const kiosk = (env: Record<string, string>) =>
    Object.fromEntries(Object.entries(env).map(([name, value]) => [`KIOSK_${name}`, value]))
  const prefix = 'KIOSK_PAGAMIO_'
  const key = Buffer.alloc(32, 7).toString('base64')

  it('stands before every name, and nothing else is read', () => {
    const env = { ...complete, ...kiosk({ ...complete, PAGAMIO_USERNAME: 'kiosk', PAGAMIO_STORE_KEY: key }) }
    expect(optionsFromEnv(env, { prefix })).toMatchObject({ credentials: { username: 'kiosk' }, key })
    expect(optionsFromEnv(env)).toMatchObject({ credentials: { username: 'shop' }, key: undefined })
    expect(storeKeyFromEnv(env, { prefix })).toBe(key)
    expect(storeKeyFromEnv(env)).toBeUndefined()
  })

  it('is in what is said of variables that are missing or wrong', () => {
    const said = (env: Record<string, string>) => {
      try {
        optionsFromEnv(env, { prefix })
      } catch (error) {
        return (error as Error).message
      }
      return 'was accepted'
    }
    expect(said({ ...complete, BASE_URL: 'https://pagamio.example' })).toBe(
      'Environment variables are missing: KIOSK_PAGAMIO_USERNAME, KIOSK_PAGAMIO_PASSWORD (or KIOSK_PAGAMIO_PASSWORD_FILE), KIOSK_PAGAMIO_ENVIRONMENT (or KIOSK_PAGAMIO_BASE_URL).',
    )
    expect(said(kiosk({ ...complete, PAGAMIO_PASSWORD_FILE: file }))).toContain('KIOSK_PAGAMIO_PASSWORD_FILE')
    expect(said(kiosk({ ...complete, PAGAMIO_ENVIRONMENT: 'moon' }))).toContain('KIOSK_PAGAMIO_ENVIRONMENT')
    expect(said(kiosk({ ...complete, PAGAMIO_STORE_KEY: 'short' }))).toContain('KIOSK_PAGAMIO_STORE_KEY')
    expect(said(kiosk({ ...withoutPassword, PAGAMIO_PASSWORD_FILE: join(folder, 'none') }))).toContain('KIOSK_PAGAMIO')
  })

  it.each(['', 'KIOSK ', '1_', 'a-b', null, 7])('is refused where no variable could begin so: %j', (odd) => {
    expect(() => optionsFromEnv(complete, { prefix: odd as string })).toThrow(/Option "prefix"/)
    expect(() => storeKeyFromEnv({}, { prefix: odd as string })).toThrow(/Option "prefix"/)
  })
})
