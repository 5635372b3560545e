import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { networkFailure } from '../../src/doctor/network-failure.ts'
import { certificates, END } from './support/certificates.ts'
import { type Scene, type SceneOptions, scene } from './support/scene.ts'

const DAY = 86_400_000
const NOTHING_SENT = { api: 'skipped', clock: 'skipped', token: 'skipped', call: 'skipped' }

/** As NODE_EXTRA_CA_CERTS does it for a process from its start. */
function trustOurAuthority(): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificates.root])
  onTestFinished(() => setDefaultCACertificates(before))
}

describe('TLS', () => {
  const secured = async (options: SceneOptions): Promise<Scene> => {
    trustOurAuthority()
    return scene(options)
  }

  test('a certificate that is trusted passes, with its days', async () => {
    const { examine, clock, simulator } = await secured({ certificate: certificates.good })
    const { of, all } = await examine()
    expect(all.every(({ state }) => state === 'passed')).toBe(true)
    const days = Math.floor((END - clock.now()) / DAY)
    expect(of('connection').says).toMatch(
      new RegExp(String.raw`^127\.0\.0\.1:\d+ speaks TLSv1\.3; its certificate is good for ${days} days\.$`),
    )
    expect(simulator.count('login')).toBe(1)
  })

  test('one that ends in 13 days is a warning, one that ends in 14 is none', async () => {
    const thirteen = await secured({ certificate: certificates.good, now: END - 14 * DAY + 60_000 })
    expect((await thirteen.examine()).of('connection')).toMatchObject({
      state: 'warned',
      says: expect.stringContaining('good for 13 days'),
    })
    const fourteen = await scene({ certificate: certificates.good, now: END - 14 * DAY })
    expect((await fourteen.examine()).of('connection').state).toBe('passed')
  })

  test('a self-signed one fails, its issuer is named, and no password is sent', async () => {
    const { examine, simulator } = await scene({ certificate: certificates.selfSigned })
    const { of, states } = await examine()
    expect(of('connection')).toMatchObject({
      state: 'failed',
      says: expect.stringMatching(
        /is not trusted; its issuer is Corporate Inspection \(DEPTH_ZERO_SELF_SIGNED_CERT\)\.$/,
      ),
      todo: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
    expect(states).toMatchObject(NOTHING_SENT)
    expect(simulator.count()).toBe(0)
  })

  test('one of an authority that nobody trusts fails the same way', async () => {
    const { examine } = await scene({ certificate: certificates.good })
    const { of } = await examine()
    expect(of('connection').says).toContain('its issuer is Test CA of a test (UNABLE_TO_VERIFY_LEAF_SIGNATURE)')
    expect(of('connection').todo).toContain('NODE_EXTRA_CA_CERTS')
  })

  test('one that has expired says when, and what day this machine believes it is', async () => {
    const now = Date.UTC(2026, 10, 23)
    const { examine, simulator } = await secured({ certificate: certificates.expired, now })
    const { of } = await examine()
    expect(of('connection').says).toMatch(/has expired, on Jan {2}1 00:00:00 2002 GMT \(CERT_HAS_EXPIRED\)\.$/)
    expect(of('connection').todo).toContain('This machine believes it is 2026-11-23')
    expect(simulator.count()).toBe(0)
  })

  test('one for another name says for which', async () => {
    const { examine, simulator } = await secured({ certificate: certificates.elsewhere })
    const { of } = await examine()
    expect(of('connection').says).toMatch(
      /is for another name: DNS:elsewhere\.example \(ERR_TLS_CERT_ALTNAME_INVALID\)\.$/,
    )
    expect(simulator.count()).toBe(0)
  })

  test('where Node was told to take any certificate, that is a warning', async () => {
    const { examine } = await secured({ certificate: certificates.good })
    const { of } = await examine({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect(of('connection')).toMatchObject({
      state: 'warned',
      todo: expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED'),
    })
  })

  test('https where plain http is spoken says so', async () => {
    const { examineWith, baseUrl } = await scene()
    const { of } = await examineWith({ baseUrl: baseUrl.replace('http:', 'https:') })
    expect(of('connection').says).toMatch(/speaks no TLS/)
  })
})

describe('a server that says nothing', () => {
  test('is given up after ten seconds, also in the middle of a handshake', async () => {
    const over = new AbortController()
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.once('data', () => over.abort(new DOMException('late', 'TimeoutError')))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const { examineWith, subject } = await scene()
    const { port } = server.address() as AddressInfo
    const asked: number[] = []
    const { of } = await examineWith(
      { baseUrl: `https://127.0.0.1:${port}/api/v1` },
      {
        within: (ms) => {
          asked.push(ms)
          return over.signal
        },
      },
    )
    expect(subject.env).toEqual({})
    expect(of('connection')).toMatchObject({
      state: 'failed',
      says: `127.0.0.1:${port} does not answer within 10 s.`,
      todo: expect.stringContaining('firewall'),
    })
    expect(Math.max(...asked)).toBe(10_000)
  })
})

describe('names', () => {
  test('are looked up as everything else on this machine does it', async () => {
    const { examineWith, baseUrl } = await scene()
    const { of, states } = await examineWith(
      { baseUrl: baseUrl.replace('127.0.0.1', 'localhost') },
      { lookup: undefined },
    )
    expect(of('dns').says).toMatch(/^localhost is .*127\.0\.0\.1/)
    expect(states).toMatchObject({ connection: 'passed', call: 'passed' })
  })

  test('with many addresses show four of them', async () => {
    const { examineWith, baseUrl } = await scene()
    const lookup = async () => ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5']
    const { of } = await examineWith({ baseUrl: baseUrl.replace('127.0.0.1', 'localhost') }, { lookup })
    expect(of('dns').says).toBe('localhost is 127.0.0.1, 127.0.0.2, 127.0.0.3, 127.0.0.4, and 1 more.')
  })
})

describe('what keeps a connection from coming about', () => {
  const attempt = { url: new URL('https://vas-api.pagamio.tech/api/v1'), env: {}, now: Date.UTC(2026, 10, 23) }

  test('is found deep inside an error, and explained', () => {
    const within = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })
    for (const [code, says, todo] of [
      ['EAI_AGAIN', 'has no address', 'DNS server'],
      ['ECONNREFUSED', 'Nothing listens at vas-api.pagamio.tech:443', 'firewall refuses'],
      ['UND_ERR_CONNECT_TIMEOUT', 'does not answer within 10 s', 'let vas-api.pagamio.tech:443 through'],
      ['ENETUNREACH', 'No connection to vas-api.pagamio.tech:443 (ENETUNREACH).', 'VPN'],
      ['CERT_NOT_YET_VALID', 'is not valid yet', 'believes it is 2026-11-23'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'is not trusted', 'NODE_EXTRA_CA_CERTS'],
      ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ] as const) {
      expect(networkFailure(within(code), attempt)).toMatchObject({
        state: 'failed',
        says: expect.stringContaining(says),
        todo: expect.stringContaining(todo),
      })
    }
  })

  test('a certificate that a proxy exchanges is still the certificate’s matter', () => {
    const url = new URL('http://proxy.example:3128')
    const through = { url, href: url.href, variable: 'HTTPS_PROXY' }
    expect(networkFailure('SELF_SIGNED_CERT_IN_CHAIN', { ...attempt, through }).todo).toContain('NODE_EXTRA_CA_CERTS')
  })

  test('names in a certificate are shown without what a terminal would obey', () => {
    const certificate = { issuer: '\u001b[2Jtrust me', names: '', validTo: '' }
    expect(networkFailure('DEPTH_ZERO_SELF_SIGNED_CERT', { ...attempt, certificate }).says).not.toContain('\u001b')
  })
})

describe('proxies', () => {
  const env = { HTTPS_PROXY: 'http://user:secret@127.0.0.1:9', https_proxy: '' }

  test('one is looked for in place of the API, without its password being shown', async () => {
    const { examineWith, simulator } = await scene()
    const { of, text } = await examineWith({ baseUrl: 'https://nothing.invalid/api/v1' }, { env })
    expect(of('dns')).toMatchObject({ state: 'skipped', says: 'The proxy looks up names: 127.0.0.1:9 (HTTPS_PROXY).' })
    expect(of('connection')).toMatchObject({
      says: 'The proxy 127.0.0.1:9 (HTTPS_PROXY) cannot be reached (ECONNREFUSED).',
      todo: expect.stringMatching(/^Correct HTTPS_PROXY.*NO_PROXY/),
    })
    expect(text).not.toContain('base URL')
    expect(text).not.toContain('secret')
    expect(simulator.count()).toBe(0)
  })

  test('one that lets nothing through is named by the first call that should go through it', async () => {
    const { examineWith, simulator } = await scene()
    const refusing = createHttpServer((_, answer) => answer.writeHead(403).end())
    refusing.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    refusing.listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    onTestFinished(() => void refusing.close())
    const host = `127.0.0.1:${(refusing.address() as AddressInfo).port}`
    const { of } = await examineWith(
      { baseUrl: 'https://nothing.invalid/api/v1' },
      { env: { https_proxy: `http://${host}` } },
    )
    expect(of('connection').says).toBe(`The proxy ${host} (https_proxy) accepts connections.`)
    expect(of('api')).toMatchObject({
      state: 'failed',
      says: expect.stringContaining(`through the proxy ${host} (`),
      todo: expect.stringContaining('https_proxy has to hold its user and password'),
    })
    expect(simulator.count()).toBe(0)
  })

  test('plain http, and this machine, are reached without one', async () => {
    const { examine, simulator } = await scene()
    const dead = 'http://127.0.0.1:9'
    const { states } = await examine({
      env: { http_proxy: dead, HTTP_PROXY: dead, https_proxy: dead, ALL_PROXY: dead },
    })
    expect(states).toMatchObject({ connection: 'passed', api: 'passed', call: 'passed' })
    expect(simulator.count('login')).toBe(1)
  })

  test('NO_PROXY is heeded', async () => {
    const { examineWith } = await scene()
    for (const NO_PROXY of ['*', 'nothing.invalid', '.invalid', 'other.example, *.invalid', 'nothing.invalid:443']) {
      const { of } = await examineWith({ baseUrl: 'https://nothing.invalid:443/api/v1' }, { env: { ...env, NO_PROXY } })
      expect(of('dns').state).toBe('failed')
    }
    const { of } = await examineWith(
      { baseUrl: 'https://nothing.invalid/api/v1' },
      { env: { ...env, NO_PROXY: 'thing.invalid' } },
    )
    expect(of('dns').says).toContain('HTTPS_PROXY')
  })
})
