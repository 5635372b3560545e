import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isPagamioAuthError, type PagamioAuthError } from '../../src/errors/errors.ts'
import { type Environment, environments, resolveBaseUrl } from '../../src/options/base-url.ts'

function failure(options: { environment?: unknown; baseUrl?: unknown }): PagamioAuthError {
  try {
    resolveBaseUrl(options as { environment?: Environment }, false)
  } catch (error) {
    if (isPagamioAuthError(error)) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('resolveBaseUrl', () => {
  it('knows the documented environments', () => {
    const sandbox = resolveBaseUrl({ environment: 'sandbox' }, false)
    expect(sandbox.href).toBe('https://vas-sandbox-api.pagamio.tech/api/v1')
    const production = resolveBaseUrl({ environment: 'production', baseUrl: undefined }, false)
    expect(production.href).toBe('https://vas-api.pagamio.tech/api/v1')
  })

  it.each([
    ['https://h.example/v1/', 'https://h.example/v1'],
    ['https://h.example/v1', 'https://h.example/v1'],
    ['https://h.example/v1///', 'https://h.example/v1'],
    ['https://h.example', 'https://h.example/'],
    ['https://h.example//', 'https://h.example/'],
    ['HTTPS://H.Example:443/V1', 'https://h.example/V1'],
    ['https://h.example/x/../v1', 'https://h.example/v1'],
  ])('brings %s into one form', (baseUrl, href) => {
    expect(resolveBaseUrl({ baseUrl }, false).href).toBe(href)
  })

  it('leaves a URL object that it was given alone', () => {
    const given = new URL('https://h.example/v1/')
    const url = resolveBaseUrl({ baseUrl: given }, false)
    expect(url.href).toBe('https://h.example/v1')
    expect(given.href).toBe('https://h.example/v1/')
  })

  it('wants exactly one of the two options', () => {
    for (const options of [{}, { environment: 'sandbox', baseUrl: 'https://h.example' }]) {
      const error = failure(options)
      expect(error.code).toBe('invalid_options')
      expect(error.message).toContain('"environment"')
      expect(error.message).toContain('"baseUrl"')
    }
  })

  it.each(['Sandbox', 'staging', '', '__proto__', 'constructor', null, 7])(
    'refuses the environment %j',
    (environment) => {
      const error = failure({ environment })
      expect(error.code).toBe('invalid_options')
      expect(error.message).toContain('"sandbox" or "production"')
    },
  )

  it.each([
    '',
    '/',
    '/api/v1',
    'h.example/v1',
    'ftp://h.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://h.example/?',
    'https://h.example/#',
    'https://h.example/?key=SECRET',
    'https://h.example/#SECRET',
    'https://SECRET@h.example/',
    'https://user:SECRET@h.example/v1',
    'http://user:SECRET@h.example/v1',
    'http://user:SECRET@localhost/v1',
    'https://user:SECRET@h.example:99999/',
    null,
    7,
    {},
  ])('refuses the base URL %j without quoting it', (baseUrl) => {
    const error = failure({ baseUrl })
    expect(error.code).toBe('invalid_options')
    expect(error.message).toMatch(/^Option "baseUrl" should /)
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain('SECRET')
  })

  it.each(['localhost', 'a.b.localhost', '127.0.0.1', '127.1', '127.255.3.4', '[::1]'])(
    'allows plain http to the loopback host %s',
    (host) => {
      expect(resolveBaseUrl({ baseUrl: `http://${host}:8080/api/v1` }, false).protocol).toBe('http:')
    },
  )

  it.each([
    'h.example',
    '127.0.0.1.h.example',
    'localhost.h.example',
    'notlocalhost',
    '128.0.0.1',
    '10.0.0.1',
    '[::2]',
    '0.0.0.0',
  ])('refuses plain http to %s, unless the dangerous option says otherwise', (host) => {
    expect(failure({ baseUrl: `http://${host}/` }).code).toBe('insecure_url')
    expect(resolveBaseUrl({ baseUrl: `http://${host}/` }, true).protocol).toBe('http:')
  })
})

describe('environments', () => {
  it('cannot be pointed elsewhere', () => {
    expect(Object.isFrozen(environments)).toBe(true)
  })
})
