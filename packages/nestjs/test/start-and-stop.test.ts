import type { TokenStore } from '@pagamio/auth-core'
import { memoryStore } from '@pagamio/auth-core'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { PagamioModule, type PagamioModuleOptions, PagamioService } from '../src/index.ts'
import { openContext, rejection } from './support/app.ts'
import { openWorld, turnUntil, until } from './support/world.ts'

describe('at the start', () => {
  test('nothing is sent, however often a watch mode starts it again (failure mode 10)', async () => {
    const { simulator, pagamio } = await openWorld()
    for (let restart = 0; restart < 8; restart++) {
      const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
      await app.close()
    }
    expect(simulator.count()).toBe(0)
  })

  test("warmUp 'background' acquires, and the start does not wait for it", async () => {
    const { simulator, clock, pagamio } = await openWorld({ latencyMs: 500 })
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, warmUp: 'background' })] })
    const service = app.get(PagamioService)
    expect(service.status()).toMatchObject({ state: 'empty', acquiring: true })
    await until(() => simulator.count('login') === 1)
    await clock.advance(500)
    await until(() => service.status().usable)
    expect(simulator.count('login')).toBe(1)
  })

  test("warmUp 'background' survives a wrong password, and says so in the log", async () => {
    const { simulator, pagamio } = await openWorld()
    const credentials = { ...demoCredentials, password: 'not-this-one' }
    const options: PagamioModuleOptions = { ...pagamio, credentials, warmUp: 'background' }
    const { app, lines } = await openContext({ imports: [PagamioModule.forRoot(options)] })
    await until(() => app.get(PagamioService).status().state === 'refused')
    expect(simulator.count('login')).toBe(1)
    expect(lines.filter(({ level }) => level === 'warn').map(({ text }) => text)).toEqual([
      expect.stringContaining('invalid_credentials'),
    ])
  })

  test("warmUp 'required' starts with a token", async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, warmUp: 'required' })] })
    expect(app.get(PagamioService).status().state).toBe('fresh')
    expect(simulator.log.map(({ endpoint }) => endpoint)).toEqual(['login'])
  })

  test("warmUp 'required' fails the start after one call for a wrong password, and the message has the hint (failure mode 4)", async () => {
    const { simulator, pagamio } = await openWorld()
    const credentials = { ...demoCredentials, password: 'not-this-one' }
    const options: PagamioModuleOptions = { ...pagamio, credentials, warmUp: 'required' }
    const error = await rejection(openContext({ imports: [PagamioModule.forRoot(options)] }))
    expect(error).toMatchObject({ code: 'invalid_credentials', status: 401 })
    expect(error.message).toContain("warmUp is 'required'")
    expect(error.message).toContain('Check username and password, sandbox or production')
    expect(`${error.message}${error.stack}`).not.toContain('not-this-one')
    expect(simulator.count('login')).toBe(1)
  })

  test("warmUp 'required' gives up after timeoutMs when Pagamio says nothing (failure mode 3)", async () => {
    const { simulator, clock, pagamio } = await openWorld()
    simulator.failNext('login', { kind: 'hang' })
    const options: PagamioModuleOptions = { ...pagamio, timeoutMs: 10_000, warmUp: 'required' }
    const start = rejection(openContext({ imports: [PagamioModule.forRoot(options)] }))
    await until(() => simulator.count('login') === 1)
    const { code } = await turnUntil({ clock }, start)
    expect(code).toBe('timeout')
  })

  test.each([[true], ['false'], ['eager'], [null]])('warmUp %j is refused', async (warmUp) => {
    const { pagamio } = await openWorld()
    const options = { ...pagamio, warmUp } as unknown as PagamioModuleOptions
    const { code, message } = await rejection(openContext({ imports: [PagamioModule.forRoot(options)] }))
    expect(code).toBe('invalid_options')
    expect(message).toContain("false, 'background' or 'required'")
  })
})

describe('at the stop', () => {
  /** A store whose saves take as long as the test says. */
  function slowStore() {
    const inner = memoryStore()
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const saved: number[] = []
    const store: TokenStore = {
      ...inner,
      setIfNewer: async (slot, entry, call) => {
        await released
        saved.push(entry.generation)
        return inner.setIfNewer(slot, entry, call)
      },
    }
    return { store, saved, release }
  }

  test('the flight that is under way lands, and its token is saved', async () => {
    const { simulator, clock, pagamio } = await openWorld({ latencyMs: 2_000 })
    const { store, saved, release } = slowStore()
    release()
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, store })] })
    app
      .get(PagamioService)
      .getToken({ timeoutMs: 0 })
      .catch(() => {})
    await until(() => simulator.count('login') === 1)
    const closed = app.close()
    await clock.advance(2_000)
    await closed
    expect(saved).toHaveLength(1)

    const next = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, store })] })
    await next.app.get(PagamioService).getToken()
    expect(simulator.count('login')).toBe(1)
  })

  test('the stop waits for a save', async () => {
    const { simulator, clock, pagamio } = await openWorld()
    const { store, saved, release } = slowStore()
    const { app } = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, store })] })
    await app.get(PagamioService).getToken()
    const order: string[] = []
    const closed = app.close().then(() => order.push(`closed, ${saved.length} saved`))
    await clock.advance(100)
    expect(order).toEqual([])
    release()
    await closed
    expect(order).toEqual(['closed, 1 saved'])
    expect(simulator.count('login')).toBe(1)
  })

  test('neither a flight that never lands nor a save that never ends holds it up for more than 5 seconds', async () => {
    const { simulator, clock, pagamio } = await openWorld()
    const { store, saved } = slowStore()
    const stuck = await openContext({ imports: [PagamioModule.forRoot({ ...pagamio, store })] })
    await stuck.app.get(PagamioService).getToken()
    simulator.failNext('login', { kind: 'hang' })
    const flying = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    const { getToken } = flying.app.get(PagamioService)
    getToken({ timeoutMs: 0 }).catch(() => {})
    await until(() => simulator.count('login') === 2)
    for (const { app } of [stuck, flying]) {
      const { status } = app.get(PagamioService)
      const closed = app.close()
      await until(() => status().state === 'closed')
      await clock.advance(5_000)
      await closed
    }
    expect(saved).toEqual([])
    expect(simulator.count('login')).toBe(2)
  })

  test('afterwards nothing is sent any more', async () => {
    const { simulator, pagamio } = await openWorld()
    const { app } = await openContext({ imports: [PagamioModule.forRoot(pagamio)] })
    await app.close()
    expect((await rejection(app.get(PagamioService).getToken())).message).toContain('closed')
    expect(simulator.count()).toBe(0)
  })
})
