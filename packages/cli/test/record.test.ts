import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPagamioAuth } from '@pagamio/auth-core'
import { servePanel } from '@pagamio/panel/node'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { machine } from './support/run.ts'

async function shopWithPanel() {
  const { fetch } = createSimulator()
  const pagamio = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch })
  const panel = await servePanel(pagamio)
  onTestFinished(() => panel.close())
  await pagamio.getToken()
  return panel.url
}

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pagamio`
}

test('pagamio doctor --record › prints what a panel has recorded, and replay shows it', async () => {
  const shop = await machine({ credentials: 'none' })
  const { out, err, code } = await shop.run(['doctor', '--record', await shopWithPanel()])
  expect({ err, code }).toEqual({ err: '', code: 0 })
  await writeFile(`${shop.home}/incident.json`, out)
  const replayed = await shop.run(['replay', `${shop.home}/incident.json`])
  expect(replayed.out).toContain('answered: access-1 for 30 min')
  expect(replayed.code).toBe(0)
})

test('pagamio doctor --record › with the key of another start is refused', async () => {
  const shop = await machine({ credentials: 'none' })
  const { out, err, code } = await shop.run(['doctor', '--record', `${await shopWithPanel()}x`])
  expect({ out, code }).toEqual({ out: '', code: 4 })
  expect(err).toContain('has another key by now')
})

test('pagamio doctor --record › sends nothing of ours, and shows nothing of what is no panel', async () => {
  const shop = await machine()
  const seen: string[] = []
  const url = await answering((request, response) => {
    seen.push(JSON.stringify(request.rawHeaders) + request.url)
    response.end('<script>evil</script>')
  })
  const { out, err, code } = await shop.run(['doctor', '--record', `${url}/#the-key`])
  expect({ out, code }).toEqual({ out: '', code: 1 })
  expect(err).toMatch(/^✗ What answered is no panel of this version\.\n/)
  expect(seen).toHaveLength(1)
  expect(seen[0]).toContain('"pagamio-panel","the-key"')
  expect(seen[0]).toContain('/pagamio/incident')
  expect(seen[0]).not.toMatch(/demo|authorization|cookie/i)
})

test('pagamio doctor --record › shows nothing that would not be read again', async () => {
  const shop = await machine({ credentials: 'none' })
  const empty = '"library":"1.0.0","of":"pool","steps":0,"dropped":0,"merchants":[]}\n'
  const hidden = await answering((_request, response) =>
    response.end(`{"incident":1,"library":"\u009b2Jevil",${empty}`),
  )
  const { out, err, code } = await shop.run(['doctor', '--record', hidden])
  expect({ out, code }).toEqual({ out: '', code: 1 })
  expect(err).toMatch(/^✗ What answered is no panel of this version\.\n/)
  const plain = await answering((_request, response) => response.end(`{"incident":1,${empty}`))
  expect((await shop.run(['doctor', '--record', plain])).code).toBe(0)
})

test.each([
  ['moves elsewhere', 302, 'No panel answers at this address.', 5],
  ['knows no such path', 404, 'No panel records at this address.', 1],
  ['fails', 500, 'The panel answered 500.', 1],
])('pagamio doctor --record › one that %s', async (_what, status, message, exitCode) => {
  const shop = await machine({ credentials: 'none' })
  const url = await answering((_request, response) => response.writeHead(status, { location: '/evil' }).end('evil'))
  const { out, err, code } = await shop.run(['doctor', '--record', url])
  expect({ out, code }).toEqual({ out: '', code: exitCode })
  expect(err).toContain(message)
  expect(err).not.toContain('evil')
})

test.each(['http://panel.internal/pagamio', 'file:///etc/passwd', 'nonsense', 'https://a:b@panel.internal'])(
  'pagamio doctor --record %s is refused',
  async (address) => {
    const shop = await machine({ credentials: 'none' })
    const { err, code } = await shop.run(['doctor', '--record', address])
    expect(code).toBe(2)
    expect(err).toContain('https, or http on this machine')
  },
)
