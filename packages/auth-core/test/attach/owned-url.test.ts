import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownership, ownsUrl, resolveUrl } from '../../src/attach/owned-url.ts'
import { isPagamioAuthError } from '../../src/errors/errors.ts'

const base = new URL('https://vas-api.pagamio.tech/api/v1')
const rootBase = new URL('http://127.0.0.1:8080/')
const under = (path: string) => `https://vas-api.pagamio.tech/api/v1${path}`

/** What `new URL(input, base)` or string concatenation takes to another host, and what else was thought of since. */
const ESCAPES = [
  '//evil.com',
  '\\\\evil.com',
  '/\\evil.com',
  '\\/evil.com',
  ' //evil.com',
  '\t//evil.com',
  '/\t/evil.com',
  '/\n/evil.com',
  'ht\ntps://evil.com',
  '..',
  '../auth/token',
  'products/../../auth/token',
  '/products/..',
  '/%2e%2e/auth/token',
  '/.%2E/x',
  '/%252e%252e/x',
  '/%25252e./x',
  '/..;/x',
  '/..%3bx/x',
  '/..%2fx',
  '/%2fevil.com',
  '/%252fevil.com',
  '/x%5cy',
  '/x%255cy',
  '/%c0%ae%c0%ae/x',
  '/x%c0%afy',
  '/%e0%80%ae/x',
  '/;/auth/token',
  '/x//y',
  '/x%00y',
  '/x%0d%0ay',
  '/x\u0000y',
  '/x?y=\r\nz',
  '/%2525252525252e./x',
  '/%u002e%u002e/x',
  '/%ef%bc%8e%ef%bc%8e/x',
  '/x%ef%bc%8fy',
  '/x%ef%bc%bcy',
]

describe('resolveUrl', () => {
  it.each([
    ['/products/categories', '/products/categories'],
    ['products/categories', '/products/categories'],
    ['/', '/'],
    ['', ''],
    ['?page=2', '?page=2'],
    ['/products?url=https://x.example//y/../z\\w', '/products?url=https://x.example//y/../z\\w'],
    ['/products#//x', '/products#//x'],
    ['./products', '/products'],
    ['/api/v1/products', '/api/v1/products'],
    ['/vouchers/100%25', '/vouchers/100%25'],
    ['/vouchers/100%', '/vouchers/100%'],
    ['/caf%C3%A9/é', '/caf%C3%A9/%C3%A9'],
    ['/a;b=c/d', '/a;b=c/d'],
    // Concatenation without the slash, or resolution against the base, would take these elsewhere.
    ['@evil.com', '/@evil.com'],
    ['.evil.com', '/.evil.com'],
    [':8080/x', '/:8080/x'],
  ])('takes %j for a path under the base', (input, path) => {
    expect(resolveUrl(base, input).href).toBe(under(path))
    expect(ownsUrl(base, input)).toBe(true)
  })

  it.each([
    'https://evil.com/x',
    'HTTP://evil.com/x',
    'https://vas-api.pagamio.tech/other',
    'http:evil.com/x',
    'http:/evil.com',
    'https:evil.com',
    'https:\\\\evil.com',
    ' https://evil.com',
    '\u0001https:evil.com',
    '\thttps://evil.com',
    'ftp://evil.com',
    'data:text/plain,hello',
    'blob:nodedata:1',
    'about:blank',
    'mailto:a@example.org',
    'javascript:alert(1)',
    'web+pay:x',
  ])('takes %j for what fetch takes it for, and does not own it', (input) => {
    expect(resolveUrl(base, input).href).toBe(new URL(input).href)
    expect(ownsUrl(base, input)).toBe(false)
  })

  // With a base of this scheme a parser takes the rest for a path, and without one for a host.
  it.each([
    'http:127.0.0.1:8080/x',
    'http:/127.0.0.1:8080/x',
    'http:\\\\127.0.0.1:8080\\x',
    ' http://127.0.0.1:8080/x',
    'http:x',
  ])('does not own %j, which is ours to some readers only', (input) => {
    expect(ownsUrl(rootBase, input)).toBe(false)
  })

  it.each(['ht\ntps://evil.com', 'http\t:evil.com', 'h\rttp:evil.com'])(
    'refuses %j, whose scheme shows only when a parser has dropped a character',
    (input) => {
      expect(() => resolveUrl(base, input)).toThrow(expect.objectContaining({ code: 'insecure_url' }))
      expect(ownsUrl(base, input)).toBe(false)
    },
  )

  it('owns no string that a URL parser takes elsewhere, with the base or without it', () => {
    const part = fc.constantFrom(
      ...[
        'http',
        'https',
        'data',
        'x',
        ':',
        '/',
        '\\',
        ' ',
        '\t',
        '\n',
        '@',
        '?',
        '#',
        '.',
        'evil.com',
        '127.0.0.1:8080',
        'api',
        'v1',
      ],
    )
    const strings = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(strings, fc.constantFrom(base, rootBase), (text, one) => {
        if (!ownsUrl(one, text)) return
        // Relative to the base it stays where the base is, and alone it is either no URL or one of ours.
        expect(new URL(text, `${one.href}/`).origin).toBe(one.origin)
        if (URL.canParse(text)) expect(new URL(text).origin).toBe(one.origin)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each(ESCAPES)('refuses the path %j', (input) => {
    expect(() => resolveUrl(base, input)).toThrow(expect.objectContaining({ code: 'insecure_url' }))
    expect(() => resolveUrl(rootBase, input)).toThrow(expect.objectContaining({ code: 'insecure_url' }))
    expect(ownsUrl(base, input)).toBe(false)
  })

  it.each(['//SECRET', 'https://[SECRET', 'http://SECRET:99999999'])('does not quote %s', (input) => {
    expect.assertions(2)
    try {
      resolveUrl(base, input)
    } catch (error) {
      expect(isPagamioAuthError(error) && error.code).toBe('insecure_url')
      expect(`${error} ${(error as Error).stack}`).not.toContain('SECRET')
    }
  })

  it('gives back a URL of its own', () => {
    const given = new URL('https://evil.com/x')
    const resolved = resolveUrl(base, given)
    expect(resolved.href).toBe(given.href)
    expect(resolved).not.toBe(given)
  })

  it('works below a bare origin', () => {
    expect(resolveUrl(rootBase, 'products').href).toBe('http://127.0.0.1:8080/products')
    expect(resolveUrl(rootBase, '/products').href).toBe('http://127.0.0.1:8080/products')
    expect(resolveUrl(rootBase, '').href).toBe('http://127.0.0.1:8080/')
  })
})

describe('ownsUrl', () => {
  it.each(['', '/', '/products', '/products/', '/products/auth', '/authors', '/authorise/x', '/users?x=/auth/token'])(
    'owns %j below the base path',
    (path) => {
      expect(ownsUrl(base, under(path))).toBe(true)
      expect(ownsUrl(base, new URL(under(path)))).toBe(true)
    },
  )

  it.each([
    'https://vas-api.pagamio.tech/',
    'https://vas-api.pagamio.tech/api',
    'https://vas-api.pagamio.tech/api/v10/products',
    'https://vas-api.pagamio.tech/api/v1products',
    'https://vas-api.pagamio.tech/API/v1/products',
    'https://vas-api.pagamio.tech/api/v1/../v2/products',
    'http://vas-api.pagamio.tech/api/v1/products',
    'https://vas-api.pagamio.tech:8443/api/v1/products',
    'https://vas-api.pagamio.tech./api/v1/products',
    'https://vas-api.pagamio.tech.evil.com/api/v1/products',
    'https://evil.com/api/v1/products',
    'https://evil.com#@vas-api.pagamio.tech/api/v1/products',
    'https://user@vas-api.pagamio.tech/api/v1/products',
    'https://:pass@vas-api.pagamio.tech/api/v1/products',
    'wss://vas-api.pagamio.tech/api/v1/products',
  ])('does not own %s', (url) => {
    expect(ownsUrl(base, url)).toBe(false)
    expect(ownsUrl(base, new URL(url))).toBe(false)
  })

  it.each([
    '/auth',
    '/auth/',
    '/auth/token',
    '/AUTH/token',
    '/%61uth/token',
    '/%41UTH/token',
    '/%2561uth/token',
    '/%252561uth/token',
    '/%c1%a1uth/token',
    '//auth/token',
    '/./auth/token',
    '/%252e/auth/token',
    '/auth;x=1/token',
    '/;x/auth/token',
    '/auth%3Bx/token',
    '/auth%20/token',
    '/%u0061uth/token',
    '/%ef%bd%81uth/token',
    '/auth%2ftoken',
    '/auth%5ctoken',
    '/auth\\token',
    '/x/../auth/token',
    '/x%2f..%2fauth/token',
    '/auth?x',
  ])('does not own the token endpoint spelt %s', (path) => {
    expect(ownsUrl(base, under(path))).toBe(false)
    expect(ownsUrl(base, path)).toBe(false)
    expect(ownsUrl(rootBase, `http://127.0.0.1:8080${path}`)).toBe(false)
  })

  it('is not taken in by a blob: URL of the same origin', () => {
    expect(ownsUrl(rootBase, new URL('blob:http://127.0.0.1:8080/x'))).toBe(false)
  })

  it.each(['http://', 'https://[', undefined, null, 7, {}])('answers false to %j instead of throwing', (url) => {
    expect(ownsUrl(base, url as unknown as string)).toBe(false)
  })

  it('says the same of plain URLs without parsing them', () => {
    const part = fc.constantFrom(
      '/',
      'products',
      'auth',
      'AUTH',
      '.',
      '..',
      '%2e',
      ';',
      ':',
      'x',
      '?',
      '#',
      '\t',
      'é',
      ' ',
    )
    const start = fc.constantFrom(
      '',
      base.href,
      `${base.href}x`,
      rootBase.href,
      'https://evil.com',
      'HTTPS://vas-api.pagamio.tech/api/v1',
    )
    const strings = fc.tuple(start, fc.array(part, { maxLength: 7 })).map(([first, parts]) => first + parts.join(''))
    const outcome = (resolve: () => string) => {
      try {
        return new URL(resolve()).href
      } catch (error) {
        return isPagamioAuthError(error) ? error.code : `${error}`
      }
    }
    fc.assert(
      fc.property(strings, fc.constantFrom(base, rootBase), (text, one) => {
        const { owns, plainTarget, target } = ownership(one)
        expect(owns(text)).toBe(ownsUrl(one, text))
        const plain = plainTarget(text)
        if (plain !== undefined) expect([plain, ownsUrl(one, plain)]).toEqual([target(text), true])
        expect(outcome(() => target(text))).toBe(outcome(() => resolveUrl(one, text).href))
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['/products/categories', under('/products/categories')],
    ['/merchants/M-1/transactions?page=2', under('/merchants/M-1/transactions?page=2')],
    ['/authors', under('/authors')],
    [under('/products'), under('/products')],
    ['/auth', undefined],
    ['/AUTH/token', undefined],
    [under('/auth/token'), undefined],
    ['products', undefined],
    ['/../x', undefined],
    ['https://evil.com/products', undefined],
  ])('takes %j for plainly %s', (input, plain) => {
    expect(ownership(base).plainTarget(input)).toBe(plain)
  })

  it('never lets any string leave the base path, whatever it is made of', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      '%2e',
      '%2F',
      '%5c',
      '%25',
      ';',
      '@',
      ':',
      '\t',
      ' ',
      'auth',
      '%61',
      'x',
      'http:',
      'https://',
      'evil.com',
      '?',
      '#',
    )
    const strings = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(strings, (text) => {
        if (!ownsUrl(base, text)) return
        const { origin, pathname } = resolveUrl(base, text)
        expect(origin).toBe(base.origin)
        expect(pathname).toMatch(/^\/api\/v1(?:\/|$)/)
        const read = decodeURIComponent(pathname)
        expect(read).not.toMatch(/^\/api\/v1\/(?:\.\/)*auth\s*(?:$|[/;])|\\|\/\/|\/\.\.(?:\/|$)/)
      }),
      { numRuns: 5_000 },
    )
  })
})
