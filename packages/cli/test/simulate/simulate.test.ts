import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../src/exit-codes.ts'
import { simulation, simulationProcess } from './support/simulation.ts'

const ORDER = {
  productCode: 'AIR-CLC-001',
  amount: 12,
  mobileNumber: '+27841234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'order-1',
}

interface TokenAnswer {
  readonly data: { readonly token: string; readonly refreshToken: string }
}

const post = (url: string, body: object, token?: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })

const login = (url: string, credentials: object = demoCredentials) => post(`${url}/auth/token`, credentials)

describe('pagamio simulate', () => {
  test('shows what it sees while it happens, and counts it up at the end', async () => {
    const running = simulation(
      '--logins',
      '3',
      '--block-after',
      '2',
      '--fail',
      'categories=503',
      '--fail',
      'login=reset',
    )
    const url = await running.url()
    expect(running.out()).toBe(
      [
        'unset PAGAMIO_ENVIRONMENT PAGAMIO_PASSWORD_FILE',
        `export PAGAMIO_BASE_URL=${url}`,
        'export PAGAMIO_USERNAME=demo',
        'export PAGAMIO_PASSWORD=demo-password',
        '',
      ].join('\n'),
    )
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/)

    await expect(login(url)).rejects.toMatchObject({ cause: { code: expect.any(String) } })
    await login(url, { username: 'demo', password: 'hunter2' })
    const first = ((await (await login(url)).json()) as TokenAnswer).data
    const second = (
      (await (await post(`${url}/auth/token/refresh`, { refreshToken: first.refreshToken })).json()) as TokenAnswer
    ).data
    const authorization = `Bearer ${second.token}`
    for (const _status of [503, 200]) await fetch(`${url}/products/categories`, { headers: { authorization } })
    await fetch(`${url.replace('/api/v1', '')}/products/categories`, { headers: { authorization } })
    for (const _replay of [1, 2]) await post(`${url}/purchase`, ORDER, second.token)
    for (const _status of [429, 429, 403]) await login(url)

    expect((await running.log(12)).map((line) => line.split(/ {2,}/).slice(1))).toEqual([
      ['POST', 'login', '-', '-', '-', 'fault: reset'],
      ['POST', 'login', 'M-1001', '-', '401', 'unauthorized (wrong username or password)'],
      ['POST', 'login', 'M-1001', '#1', '200', 'ok'],
      ['POST', 'refresh', 'M-1001', '#2', '200', 'ok'],
      ['GET', 'categories', '-', '-', '503', 'fault: status'],
      ['GET', 'categories', 'M-1001', '#2', '200', 'ok'],
      ['GET', 'unknown', '-', '-', '404', 'not found (/products/categories does not begin with /api/v1/)'],
      ['POST', 'purchase', 'M-1001', '#2', '200', 'ok'],
      ['POST', 'purchase', 'M-1001', '#2', '200', 'ok'],
      ['POST', 'login', '-', '-', '429', 'rate limited'],
      ['POST', 'login', '-', '-', '429', 'rate limited'],
      ['POST', 'login', '-', '-', '403', 'blocked'],
    ])

    expect(await running.stop()).toBe(exitCodes.done)
    expect(running.err().trimEnd().split('\n').at(-1)).toBe(
      '6 logins (at most 6 in 60 s), 1 refresh, 1 purchase charged, 2 answers of 429',
    )
    const secrets = [first.token, first.refreshToken, second.token, second.refreshToken, 'hunter2']
    for (const secret of secrets) expect(running.out() + running.err()).not.toContain(secret)
    // The demo credentials are on standard output, and nowhere else; nor are there colours in a pipe.
    expect(running.err()).not.toContain('demo')
    expect(running.err()).not.toContain('\u001b')
  })

  test('Ctrl-C ends it, an answer that is still being delayed or not', async () => {
    const running = await simulationProcess('--fail', 'login=delay:600000', '--fail', 'refresh=hang')
    const url = new URL(await running.url())
    const socket = connect(Number(url.port), url.hostname).on('error', () => {})
    // Sent as one, so that what is logged came behind what is delayed.
    const request = (line: string) => `${line} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 0\r\n\r\n`
    const { pathname } = url
    socket.write(
      request(`POST ${pathname}/auth/token`) +
        request(`POST ${pathname}/auth/token/refresh`) +
        request(`GET ${pathname}/products/categories`),
    )
    await running.log(2)
    expect(await running.stop()).toBe(exitCodes.done)
    expect(running.err()).toContain('1 login (at most 1 in 60 s), 1 refresh, 0 purchases charged')
    socket.destroy()
  })

  test('goes on when nobody reads what it prints', async () => {
    const running = await simulationProcess('--no-limits')
    const url = await running.url()
    running.closePipes()
    const statuses: number[] = []
    for (let n = 0; n < 20; n++) statuses.push((await login(url)).status)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(await running.stop()).toBe(exitCodes.done)
  })

  test('a port that is taken is a failure with a way out, and nothing on standard output', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const running = simulation('--port', `${port}`)
    expect(await running.ended()).toBe(exitCodes.setup)
    expect(running.err()).toBe(`✗ Port ${port} is taken.\n  Any free one will do? Use --port 0.\n`)
    expect(running.out()).toBe('')
    other.close()
  })

  test('a flag that makes no sense starts nothing', async () => {
    const running = simulation('--fail', 'login=hunter2')
    expect(await running.ended()).toBe(exitCodes.usage)
    expect(running.err()).toContain('--fail login=')
    expect(running.err()).not.toContain('hunter2')
    expect(running.out()).toBe('')
  })
})
