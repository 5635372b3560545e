import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createPanel, type PanelOptions } from '../src/index.ts'
import { knowsPeers } from '../src/runtime.ts'
import { ask, own } from './support/raw.ts'
import { scene } from './support/scene.ts'

function panelOf(options?: PanelOptions) {
  const panel = createPanel(scene().auth, options)
  onTestFinished(() => panel.close())
  return panel
}

async function statusOf(...asked: Parameters<typeof ask>): Promise<number> {
  const response = await ask(...asked)
  await response.body?.cancel()
  return response.status
}

describe('without authorize (failure mode 160)', () => {
  test.each(['127.0.0.1', '127.8.4.2', '::1', '::ffff:127.0.0.1'])(
    'a peer on this machine is let in: %s',
    async (peer) => {
      const panel = panelOf()
      for (const path of ['/', '/events']) expect(await statusOf(panel, path, own, peer)).toBe(200)
    },
  )

  test.each(['10.0.0.7', '::ffff:10.0.0.7', '2001:db8::1', '127.0.0.1.evil.example', ''])(
    'any other is not: %s',
    async (peer) => {
      const panel = panelOf()
      for (const path of ['/', '/events']) expect(await statusOf(panel, path, own, peer)).toBe(403)
    },
  )

  test('nor is one that nobody knows', async () => {
    const response = await panelOf().handle(new Request('http://127.0.0.1/', { headers: own }), { peer: undefined })
    expect(response.status).toBe(403)
  })

  test.each(['localhost', 'localhost:3000', '127.0.0.1:4000', '[::1]:4000', 'LOCALHOST:3000'])(
    'a Host of this machine: %s',
    async (host) => expect(await statusOf(panelOf(), '/events', { ...own, host })).toBe(200),
  )

  test.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.nip.io',
    'localhost:x',
    '',
  ])('no other Host, which a page gets by rebinding its name: %s', async (host) =>
    expect(await statusOf(panelOf(), '/events', { ...own, host })).toBe(403),
  )

  test('another Host where it is named, with its port', async () => {
    const panel = panelOf({ allowedHosts: ['Panel.internal:8080'] })
    expect(await statusOf(panel, '/events', { ...own, host: 'panel.internal:8080' })).toBe(200)
    expect(await statusOf(panel, '/events', { ...own, host: 'panel.internal:8081' })).toBe(403)
    expect(await statusOf(panel, '/events', { ...own, host: 'panel.internal:8080' }, '10.0.0.7')).toBe(403)
  })

  test.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
    'cf-connecting-ip',
    'true-client-ip',
    'x-original-url',
  ])('nothing that was forwarded: %s', async (name) => {
    const panel = panelOf()
    for (const path of ['/', '/events']) expect(await statusOf(panel, path, { ...own, [name]: '127.0.0.1' })).toBe(403)
  })
})

describe('other web pages (failure mode 160)', () => {
  test.each(['https://evil.example', 'http://127.0.0.1:4001', 'http://localhost:4000', 'null', 'x'])(
    'an Origin that is not ours gets nothing: %s',
    async (origin) => {
      const panel = panelOf()
      for (const path of ['/', '/events']) expect(await statusOf(panel, path, { ...own, origin })).toBe(403)
    },
  )

  test('our own does', async () => {
    expect(await statusOf(panelOf(), '/events', { ...own, origin: 'http://127.0.0.1:4000' })).toBe(200)
  })

  test.each(['cross-site', 'same-site', 'none'])('data is for our page alone: Sec-Fetch-Site %s', async (site) => {
    expect(await statusOf(panelOf(), '/events', { ...own, 'sec-fetch-site': site })).toBe(403)
  })

  test('a link on another page may lead here', async () => {
    expect(await statusOf(panelOf(), '/', { host: own.host, 'sec-fetch-site': 'cross-site' })).toBe(200)
  })

  test('data needs a header that no other page can send', async () => {
    expect(await statusOf(panelOf(), '/events', { host: own.host })).toBe(403)
  })

  test('what the page may do is written on it: nothing but ask where it came from', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => ask(panelOf())))
    const policy = one?.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(
      /default-src 'none'.*script-src 'nonce-[\w+/]+=*'.*connect-src 'self'.*frame-ancestors 'none'/,
    )
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(other?.headers.get('content-security-policy')).not.toBe(policy)
    const html = await one?.text()
    const nonce = /nonce-([^']+)'/.exec(policy)?.[1]
    const tags = [...(html ?? '').matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag)
    expect(tags).toEqual([`<style nonce="${nonce}">`, `<script nonce="${nonce}">`])
    // Nothing is loaded from anywhere.
    expect(html).not.toMatch(/<(link|img|script|iframe)[^>]+(src|href)="(?!data:,)/)
    expect(one?.headers.get('cache-control')).toBe('no-store')
  })
})

describe('with authorize', () => {
  test('it alone decides, with the request before it, whoever the peer is', async () => {
    const panel = panelOf({ authorize: (request) => request.headers.get('cookie') === 'admin=1' })
    const remote = { ...own, host: 'app.example', 'x-forwarded-for': '10.0.0.7' }
    for (const path of ['/', '/events']) {
      expect(await statusOf(panel, path, { ...remote, cookie: 'admin=1' }, '10.0.0.1')).toBe(200)
      expect(await statusOf(panel, path, remote, '10.0.0.1')).toBe(403)
      expect(await statusOf(panel, path, own, '127.0.0.1')).toBe(403)
    }
  })

  test.each([
    ['a truthy answer', () => 'yes' as never],
    [
      'a throw',
      () => {
        throw new Error('secret')
      },
    ],
    ['a rejection', () => Promise.reject(new Error('secret'))],
    ['no', async () => false],
  ])('only true lets in: not %s', async (_, authorize) => {
    const response = await ask(panelOf({ authorize }))
    expect([response.status, await response.text()]).toEqual([403, 'You are not allowed to see this panel.\n'])
  })

  test('it is not even asked for another page, nor under another name where names are given', async () => {
    const authorize = vi.fn(() => true)
    const panel = panelOf({ authorize, allowedHosts: ['app.example'] })
    expect(await statusOf(panel, '/events', { ...own, host: 'app.example', origin: 'https://evil.example' })).toBe(403)
    expect(await statusOf(panel, '/events', { ...own, host: 'evil.example' })).toBe(403)
    expect(authorize).not.toHaveBeenCalled()
    expect(await statusOf(panel, '/events', { ...own, host: 'app.example', origin: 'https://app.example' })).toBe(200)
  })
})

describe('with a key', () => {
  test('data needs it, the page does not: it takes it from its fragment', async () => {
    const panel = panelOf({ key: 'k-1234' })
    expect(await statusOf(panel, '/', { host: own.host })).toBe(200)
    expect(await statusOf(panel, '/events', { ...own, 'pagamio-panel': 'k-1234' })).toBe(200)
    for (const wrong of ['page', 'k-123', 'k-12345', ''])
      expect(await statusOf(panel, '/events', { ...own, 'pagamio-panel': wrong })).toBe(403)
    expect(await statusOf(panel, '/events?key=k-1234')).toBe(403)
  })
})

describe('where nobody knows who asks', () => {
  test('a panel without authorize is refused when it is made', () => {
    expect(knowsPeers({ navigator: { userAgent: 'Cloudflare-Workers' }, process: { versions: { node: '22' } } })).toBe(
      false,
    )
    expect(knowsPeers({ EdgeRuntime: 'edge' })).toBe(false)
    expect(knowsPeers({})).toBe(false)
    expect(knowsPeers({ Deno: {} }) && knowsPeers({ Bun: {} }) && knowsPeers()).toBe(true)
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    onTestFinished(() => void vi.unstubAllGlobals())
    const { auth } = scene()
    expect(() => createPanel(auth)).toThrow('authorize')
    expect(() => createPanel(auth, { authorize: () => true }).close()).not.toThrow()
  })
})

test('only what there is, and only as it is meant', async () => {
  const panel = panelOf()
  const post = (path: string) =>
    panel.handle(new Request(`http://127.0.0.1:4000${path}`, { method: 'POST', headers: own, body: '{}' }), {
      peer: '::1',
    })
  expect((await post('/')).status).toBe(405)
  expect((await post('/events')).status).toBe(405)
  // Without a simulator it only shows.
  expect((await post('/play')).status).toBe(404)
  expect(await statusOf(panel, '/play')).toBe(405)
  expect(await statusOf(panel, '/events?source=7')).toBe(404)
  expect((await post('/incident')).status).toBe(405)
  expect(await statusOf(panel, '/incident')).toBe(200)
  expect(await statusOf(panel, '/incident?source=7')).toBe(404)
  expect(await statusOf(panel, '/incident', { host: own.host })).toBe(403)
  expect(await statusOf(panel, '/incident', own, '10.0.0.7')).toBe(403)
  expect(() => createPanel({} as never)).toThrow(TypeError)
  expect(() => createPanel(undefined as never)).toThrow(TypeError)
})
