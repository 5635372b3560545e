// src/observe/store-status.ts
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { createBudget, createPagamioAuthPool, memoryStore, type TokenStore } from '../../src/index.ts'
import { scene } from '../support/scene.ts'

const key = new Uint8Array(32)

describe('status() says of the store', () => {
  test('nothing where there is none', () => {
    expect(scene().auth.status().store).toBeUndefined()
  })

  test('what it is before it was asked, and then how fast it was', async () => {
    const { clock, another } = scene()
    const auth = another({ store: memoryStore({ clock }), key, budget: createBudget({ clock }) })
    const untried = { kind: 'memory', state: 'working', failingSince: undefined, latency: undefined }
    expect(auth.status().store).toEqual(untried)
    await auth.getToken()
    expect(auth.status().store).toEqual({ ...untried, latency: { at: clock.now(), lastMs: 0, slowestMs: 0 } })
  })

  test('since when it fails, of an instance and of a pool', async () => {
    const { clock, another, simulator } = scene()
    const store = { ...memoryStore({ clock }), get: () => Promise.reject(new Error('a secret')) }
    const failing = { kind: 'memory', state: 'failing', failingSince: clock.now(), latency: { lastMs: 0 } }
    const auth = another({ store, key, budget: createBudget({ clock }) })
    await auth.restore()
    expect(auth.status().store).toMatchObject(failing)
    const pool = createPagamioAuthPool({
      environment: 'sandbox',
      credentialsFor: () => demoCredentials,
      fetch: simulator.fetch,
      clock,
      store,
      key,
      budget: createBudget({ clock }),
    })
    expect(pool.status().store).toMatchObject({ kind: 'memory', state: 'working' })
    // One slot that cannot be read is no store that fails; two are.
    await pool.for('M-1').restore()
    expect(pool.status().store).toMatchObject({ state: 'working', latency: { lastMs: 0 } })
    await pool.for('M-2').restore()
    expect(pool.status().store).toMatchObject(failing)
    expect(JSON.stringify(pool.status())).not.toContain('secret')
    await pool.close()
  })
})

describe('what a store calls itself', () => {
  const kindOf = (store: object) => scene({ auth: { store: store as TokenStore, key } }).auth.status().store?.kind
  const inner = memoryStore()

  test.each([
    ['a store of one’s own says nothing', { kind: undefined }, 'custom'],
    ['it says so', { kind: 'dynamodb' }, 'dynamodb'],
    ['it is no word', { kind: 'Redis at redis://user:secret@host' }, 'custom'],
    ['it is too long', { kind: 'x'.repeat(33) }, 'custom'],
    ['it is no text', { kind: { toString: () => 'text' } }, 'custom'],
    ['it is a number', { kind: 7 }, 'custom'],
  ])('%s', (_, kind, shown) => {
    expect(kindOf({ ...inner, ...kind })).toBe(shown)
  })

  test('one around another is that one, also as a proxy', () => {
    expect(kindOf({ ...inner, get: async () => undefined })).toBe('memory')
    expect(kindOf(new Proxy(inner, {}))).toBe('memory')
  })
})
