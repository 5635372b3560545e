import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createPagamioAuth } from '@pagamio/auth-core'
import { recordIncident } from '@pagamio/auth-core/incident'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../src/run.ts'
import { type Machine, machine, storedToken } from './support/run.ts'
import { testShell } from './support/shell.ts'

/** One message of a panel's stream. */
interface Told {
  readonly type: string
  readonly notes?: readonly string[]
  readonly sources?: readonly { readonly label: string }[]
  readonly status?: Record<string, unknown> & {
    readonly budget: Record<string, { readonly calls: readonly unknown[] }>
  }
}

/** A command that serves until it is interrupted, in this process. */
function serving(env: Machine['env'], ...args: string[]) {
  const shell = testShell({ env })
  const ended = run(args, shell)
  const stop = () => {
    shell.interrupt()
    return ended
  }
  onTestFinished(() => void stop())
  return { shell, stop, ended }
}

/** Whatever a panel tells until `isSo`; and everything that it served, as it came. */
async function told(address: string, isSo: (message: Told) => boolean): Promise<{ messages: Told[]; raw: string }> {
  const [base = '', key = ''] = address.split('#')
  let raw = await (await fetch(base)).text()
  const response = await fetch(`${base}events`, { headers: { 'pagamio-panel': key } })
  const messages: Told[] = []
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    raw += chunk
    const parts = (rest + chunk).split('\n\n')
    rest = parts.pop() ?? ''
    messages.push(...parts.map((part) => JSON.parse(part.slice('data: '.length)) as Told))
    if (messages.some(isSo)) break
  }
  return { messages, raw }
}

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}/
const addressIn = async (text: () => string): Promise<string> => {
  await expect.poll(text, { timeout: 30_000 }).toMatch(ADDRESS)
  return ADDRESS.exec(text())?.[0] ?? ''
}

test('pagamio panel › shows what the store holds, without a call and without a secret', async () => {
  const here = await machine()
  const token = await storedToken(here, 60_000)
  const before = here.simulator.log.length
  const { shell, stop } = serving(here.env, 'panel')
  const address = await addressIn(shell.out)
  expect(shell.out()).toBe(`${address}\n`)
  const { messages, raw } = await told(address, ({ type, status }) => type === 'status' && status?.usable === true)
  expect(messages[0]).toMatchObject({ type: 'hello', sources: [{ label: 'environment' }] })
  expect(messages[0]?.notes?.join()).toContain('only a panel of their own shows')
  const { status } = messages.find(({ type }) => type === 'status') ?? {}
  expect(status).toMatchObject({ state: 'fresh', store: { kind: 'file', state: 'working' } })
  // The login of the other program, a minute ago.
  expect(status?.budget.login).toMatchObject({ limit: 5 })
  for (const secret of [token, here.env.PAGAMIO_PASSWORD ?? '', '"demo"']) expect(raw.includes(secret)).toBe(false)
  expect(here.simulator.log.length).toBe(before)
  expect(await stop()).toBe(0)
})

test('pagamio panel › sees a token that another program brings meanwhile', async () => {
  const here = await machine()
  const { shell } = serving(here.env, 'panel')
  const address = await addressIn(shell.out)
  await told(address, ({ status }) => status?.state === 'empty')
  expect((await here.run(['token'])).code).toBe(0)
  // The token and the calls are read one after the other.
  const isSo = ({ status }: Told) => status?.state === 'fresh' && status.budget.login?.calls.length === 1
  expect((await told(address, isSo)).messages.some(isSo)).toBe(true)
})

test('pagamio panel › shows each profile; one whose password is gone is named, and the others are shown', async () => {
  const here = await machine({ credentials: 'none' })
  const where = ['--base-url', here.url, '--username', 'demo', '--password-stdin', '--storage', 'file', '--no-check']
  for (const name of ['till', 'shop'])
    await here.run(['login', '--profile', name, ...where], { input: 'demo-password' })
  const passwords = `${here.home}/config/passwords.json`
  const kept = JSON.parse(await readFile(passwords, 'utf8')) as Record<string, unknown>
  await writeFile(passwords, JSON.stringify({ ...kept, shop: undefined }))
  const { shell } = serving(here.env, 'panel')
  const { messages } = await told(await addressIn(shell.out), ({ type }) => type === 'hello')
  expect(messages[0]?.sources).toMatchObject([{ label: 'till' }])
  expect(messages[0]?.notes?.at(-1)).toMatch(/^shop is not shown\. /)
})

test('pagamio panel › says what to do where there is nobody', async () => {
  const here = await machine({ credentials: 'none' })
  const { code, err } = await here.run(['panel'])
  expect(code).toBe(3)
  expect(err).toContain('pagamio login')
})

test('pagamio panel › a port that is taken is said', async () => {
  const { createServer } = await import('node:net')
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { code, err } = await (await machine()).run(['panel', '--port', String(port)])
  expect(code).not.toBe(0)
  expect(err).toContain(`Port ${port} cannot be used`)
})

test('pagamio simulate --panel › a client of its own, with buttons, from another address', async () => {
  const here = await machine({ credentials: 'none' })
  const { shell, stop } = serving(here.env, 'simulate', '--port', '0', '--panel')
  const address = await addressIn(shell.err)
  const [base = '', key = ''] = address.split('#')
  const headers = { 'pagamio-panel': key, 'content-type': 'application/json' }
  const press = (body: object) => fetch(`${base}play`, { method: 'POST', headers, body: JSON.stringify(body) })
  const { messages } = await told(address, ({ type }) => type === 'hello')
  expect(messages[0]).toMatchObject({ simulator: { clock: true, calls: true } })
  await press({ action: 'crowd' })
  await told(address, ({ status }) => status?.state === 'fresh')
  await press({ action: 'turn', minutes: 27 })
  await told(address, ({ status }) => status?.state === 'renew_ahead')
  expect(shell.out()).not.toContain('#')
  expect(await stop()).toBe(0)
  expect(shell.err()).toContain('1 login')
})

test('pagamio replay --panel › a recording at its first step, and on', async () => {
  const here = await machine({ credentials: 'none' })
  const pagamio = createPagamioAuth({
    environment: 'sandbox',
    credentials: demoCredentials,
    fetch: createSimulator().fetch,
  })
  const incident = recordIncident(pagamio)
  const empty = incident.text()
  const { value } = await pagamio.getToken()
  await pagamio.close()
  const path = `${here.home}/incident.json`
  await writeFile(path, incident.text())
  const { shell, stop } = serving(here.env, 'replay', path, '--panel')
  const address = await addressIn(shell.out)
  const { messages, raw } = await told(address, ({ status }) => status?.state === 'empty')
  expect(messages[0]).toMatchObject({ sources: [{ kind: 'replay' }] })
  expect(messages[0]?.notes).toEqual([
    expect.stringContaining('Recorded of an instance'),
    expect.stringContaining('does not contain the limits'),
    'This version decides as was recorded.',
  ])
  const [base = '', key = ''] = address.split('#')
  await fetch(`${base}step`, { method: 'POST', headers: { 'pagamio-panel': key }, body: '{"by":1000}' })
  await told(address, ({ status }) => status?.state === 'closed')
  expect(raw).not.toContain(value)
  expect(await stop()).toBe(0)
  await writeFile(path, empty)
  const nothing = await here.run(['replay', path, '--panel'])
  expect(nothing).toMatchObject({ code: 2, out: '' })
  expect(nothing.err).toContain('There is no step in this recording.')
})

test('pagamio proxy --panel › the token of the proxy', async () => {
  const here = await machine()
  const { shell, stop } = serving(here.env, 'proxy', '--listen', '127.0.0.1:0', '--panel')
  const { messages } = await told(await addressIn(shell.err), ({ status }) => status?.state === 'fresh')
  expect(messages[0]).toMatchObject({ sources: [{ label: 'environment' }], notes: [] })
  expect(await stop()).toBe(0)
})
