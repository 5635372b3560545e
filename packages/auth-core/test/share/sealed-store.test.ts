import { createDecipheriv, createHash, hkdfSync, pbkdf2Sync } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../src/share/memory-store.ts'
import { PBKDF2_ITERATIONS } from '../../src/share/seal.ts'
import { sealedStore } from '../../src/share/sealed-store.ts'
import type { StoredText, TokenStore } from '../../src/share/token-store.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import type { TokenSet } from '../../src/token/token-set.ts'

const call = { signal: new AbortController().signal }
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const owner = { origin: 'https://vas-sandbox-api.pagamio.tech', username: 'shop', password: 'pass', key: undefined }
const note = { refused: 'password', forMs: 10 * MINUTE, count: 1 } as const
const set: TokenSet = {
  replacement: false,
  profile: { userType: 'MERCHANT', roles: ['TILL'] },
  accessToken: 'access-SECRET',
  refreshToken: 'refresh-SECRET',
  generation: 1_767_225_600_000,
  lifetimeMs: 30 * MINUTE,
  refreshLifetimeMs: 7 * DAY,
}

/** A store whose inside can be seen and changed. */
function openStore() {
  const slots = new Map<string, StoredText & { ttlMs: number }>()
  const store: TokenStore = {
    get: async (slot) => slots.get(slot),
    setIfNewer: async (slot, { text, generation, ttlMs }) => {
      if ((slots.get(slot)?.generation ?? 0) >= generation) return false
      slots.set(slot, { text, generation, ageMs: 0, ttlMs })
      return true
    },
    delete: async (slot) => void slots.delete(slot),
  }
  const only = () => {
    const [entry] = slots
    if (!entry) throw new Error('is empty')
    return { slot: entry[0], ...entry[1] }
  }
  const change = (changed: Partial<Record<keyof StoredText, unknown>>) => {
    const { slot, ...entry } = only()
    slots.set(slot, { ...entry, ...changed } as StoredText & { ttlMs: number })
  }
  return { store, slots, only, change }
}

/** What the vault seals, with any content: the JSON that it makes is replaced on its way. */
async function sealing(content: (sealed: Record<string, unknown>) => unknown) {
  const { store } = openStore()
  const vault = sealedStore(store, owner)
  const { stringify } = JSON
  vi.spyOn(JSON, 'stringify').mockImplementation((value: unknown) =>
    Array.isArray(value) ? stringify(value) : stringify(content(value as Record<string, unknown>)),
  )
  await vault.save(set, 0, call)
  vi.restoreAllMocks()
  return vault.load(call)
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('sealedStore', () => {
  it('gives back what was saved, also through another vault of the same account', async () => {
    const { store } = openStore()
    expect(await sealedStore(store, owner).save(set, 0, call)).toBe(true)
    const loaded = await sealedStore(store, { ...owner }).load(call)
    expect(loaded).toEqual({ set, ageMs: 0, own: true })
    expect(Object.isFrozen(loaded?.set)).toBe(true)
  })

  it('counts the age from when the token was asked for', async () => {
    const clock = manualClock()
    const vault = sealedStore(memoryStore({ clock }), owner)
    await vault.save(set, 1_500, call)
    await clock.advance(10_000)
    expect(await vault.load(call)).toMatchObject({ ageMs: 11_500 })
  })

  it('never makes a set younger for having been saved before it was asked for', async () => {
    const { store } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, -5_000, call)
    expect(await vault.load(call)).toMatchObject({ ageMs: 0 })
  })

  it('passes on what the store says to an older generation', async () => {
    const vault = sealedStore(memoryStore({ clock: manualClock() }), owner)
    await vault.save(set, 0, call)
    expect(await vault.save({ ...set, generation: 5 }, 0, call)).toBe(false)
    expect(await vault.load(call)).toMatchObject({ set: { generation: set.generation } })
  })

  it('remembers what was refused, apart from the tokens and from other passwords', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock })
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    expect(await vault.loadRefusal(call)).toBeUndefined()
    await vault.saveRefusal(note, 7, call)
    await clock.advance(29 * MINUTE)
    expect(await sealedStore(store, owner).loadRefusal(call)).toEqual({
      note: { ...note, ageMs: 29 * MINUTE },
      generation: 7,
    })
    expect(await sealedStore(store, { ...owner, password: 'other' }).loadRefusal(call)).toBeUndefined()
    expect(await vault.load(call)).toMatchObject({ set: { generation: set.generation } })
    await clock.advance(MINUTE)
    expect(await vault.loadRefusal(call)).toBeUndefined()
  })

  it('forgets what was refused, and nothing that was refused since', async () => {
    const vault = sealedStore(memoryStore({ clock: manualClock() }), owner)
    await vault.save(set, 0, call)
    await vault.saveRefusal(note, 7, call)
    await vault.deleteRefusal(6, call)
    expect(await vault.loadRefusal(call)).toMatchObject({ note })
    await vault.deleteRefusal(7, call)
    expect(await vault.loadRefusal(call)).toBeUndefined()
    expect(await vault.load(call)).toMatchObject({ set: { generation: set.generation } })
  })

  it('keeps a set as long as its refresh token lives, or the access token where there is none', async () => {
    const { store, only } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    expect(only().ttlMs).toBe(7 * DAY)
    await vault.save({ ...set, refreshToken: undefined, generation: set.generation + 1 }, 0, call)
    expect(only().ttlMs).toBe(30 * MINUTE)
    expect(await vault.load(call)).toMatchObject({ set: { refreshToken: undefined } })
  })

  it('leaves nothing readable in the store, and no two writes alike', async () => {
    const { store, only, slots } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    const { slot, text } = only()
    expect(slot).toMatch(/^[0-9a-f]{64}$/)
    expect(text).toMatch(/^v1\.[0-9a-f]{16}\.[\w-]+$/)
    slots.clear()
    await vault.save(set, 0, call)
    expect(only().slot).toBe(slot)
    expect(only().text).not.toBe(text)
    expect(only().text.slice(0, 20)).toBe(text.slice(0, 20))
    expect(inspect(vault, { showHidden: true, depth: 9 })).not.toMatch(/SECRET|pass/)
  })

  it('is the documented form, opened here by other means', async () => {
    const { store, only } = openStore()
    await sealedStore(store, owner).save(set, 250, call)
    const { slot, text, generation } = only()
    const schema = '@pagamio/auth-core/sealed@1'
    const salt = createHash('sha256')
      .update(JSON.stringify([schema, owner.origin, owner.username]))
      .digest()
    const root = pbkdf2Sync(owner.password, salt, 100_000, 32, 'sha256')
    const tokens = ['tokens', owner.origin, owner.username]
    const use = (purpose: string, bytes: number, about = tokens) =>
      Buffer.from(hkdfSync('sha256', root, '', JSON.stringify([schema, purpose, ...about]), bytes))
    const [version, keyId, sealed] = text.split('.')
    expect([version, keyId, slot]).toEqual(['v1', use('key id', 8).toString('hex'), use('slot', 32).toString('hex')])
    const bytes = Buffer.from(sealed ?? '', 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', use('seal', 32), bytes.subarray(0, 12))
    decipher.setAAD(Buffer.from(JSON.stringify([schema, slot, generation, keyId]))).setAuthTag(bytes.subarray(-16))
    const plain = decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    const { generation: _, ...content } = set
    const credentials = use('credentials', 8, [owner.origin, owner.username, owner.password]).toString('hex')
    expect(JSON.parse(plain)).toEqual({ ...content, elapsedMs: 250, credentials })
  })

  it('opens what the first version sealed', async () => {
    const slot = '62ae816d64847bab5891872f4b75c99bc898d23c9fe470f1925770c199317fec'
    const text =
      'v1.f7f9847f9851e2eb.hcfOZndqmrb4Hb36DBCFQAUrSYrvWCRHN5hsr6U02xOPHey7z6fnA2s1HP7IPfJs1VDwBb3HGuUD1WRrObz65zW7iYIuJsLZt7ip4-gUuKnKaemT-f_3mLdTwYa2KpHREzFC5v2ljD1ChQIaVsvNhn1ZaOPDeLp_J7IjR5mfjgZ4qeWIjN6vMHQeKcrk4GJcIfN07w'
    const { store, slots } = openStore()
    slots.set(slot, { text, generation: set.generation, ageMs: 0, ttlMs: DAY })
    const loaded = await sealedStore(store, owner).load(call)
    expect(loaded).toEqual({
      set: { ...set, accessToken: 'access-1', refreshToken: 'refresh-1', profile: {} },
      ageMs: 250,
      // It did not say yet which password it came of.
      own: false,
    })
  })

  it('gives each account, password and origin a slot of its own, also where joined names would be the same', async () => {
    const { store, slots } = openStore()
    const owners = [
      owner,
      { ...owner, password: 'other' },
      { ...owner, origin: 'https://vas-api.pagamio.tech' },
      { ...owner, username: 'a:b', password: 'c' },
      { ...owner, username: 'a', password: 'b:c' },
      { origin: 'https://a.example', username: '"],["', password: 'pass', key: undefined },
    ]
    for (const one of owners) await sealedStore(store, one).save({ ...set, accessToken: one.password }, 0, call)
    expect(slots.size).toBe(owners.length)
    for (const one of owners) {
      expect(await sealedStore(store, one).load(call)).toMatchObject({ set: { accessToken: one.password } })
    }
  })
})

describe('a text that is looked at again', () => {
  it('is opened once, and its age is that of the look', async () => {
    const { store, change } = openStore()
    await sealedStore(store, owner).save(set, 250, call)
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt')
    const vault = sealedStore(store, owner)
    expect(await vault.load(call)).toMatchObject({ set, ageMs: 250 })
    change({ ageMs: 5_000 })
    expect(await vault.load(call)).toMatchObject({ set, ageMs: 5_250 })
    expect(decrypt).toHaveBeenCalledTimes(1)
  })

  it('is told of once where it does not open, also if it did before with its own generation', async () => {
    const { store, change } = openStore()
    const told = vi.fn()
    const vault = sealedStore(store, owner, crypto.subtle, told)
    await vault.save(set, 0, call)
    await vault.load(call)
    expect(told).not.toHaveBeenCalled()
    for (const later of [1, 2]) {
      change({ generation: set.generation + later })
      await vault.load(call)
      expect(told).toHaveBeenCalledTimes(1)
    }
  })

  it('does not open with another generation, and opens again with its own', async () => {
    const { store, change } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    expect(await vault.load(call)).toMatchObject({ set })
    change({ generation: set.generation + 1 })
    expect(await vault.load(call)).toBeUndefined()
    change({ generation: set.generation })
    expect(await vault.load(call)).toMatchObject({ set })
  })

  it('is tried again if it did not open', async () => {
    const vault = sealedStore(openStore().store, owner)
    await vault.save(set, 0, call)
    vi.spyOn(crypto.subtle, 'decrypt').mockRejectedValueOnce(new Error('not now'))
    expect(await vault.load(call)).toBeUndefined()
    expect(await vault.load(call)).toMatchObject({ set })
  })

  it('is not the one that replaced it', async () => {
    const { store } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    await vault.load(call)
    const newer = { ...set, accessToken: 'newer-SECRET', generation: set.generation + 1 }
    await sealedStore(store, owner).save(newer, 0, call)
    expect(await vault.load(call)).toMatchObject({ set: newer })
  })
})

describe('what does not open is a miss', () => {
  it.each([
    ['another generation', { generation: set.generation + 1 }],
    ['a generation as text', { generation: `${set.generation}` }],
    ['no generation', { generation: undefined }],
    ['an age below 0', { ageMs: -1 }],
    ['an age that is no number', { ageMs: Number.NaN }],
    ['an age as text', { ageMs: '5' }],
    ['no text', { text: undefined }],
    ['empty text', { text: '' }],
    ['text in the clear', { text: JSON.stringify(set) }],
    ['a bare prefix', { text: 'v1.' }],
    ['bytes instead of text', { text: new Uint8Array(50) }],
  ])('%s', async (_, changed) => {
    const { store, change } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    change(changed)
    expect(await vault.load(call)).toBeUndefined()
  })

  it('any character changed, any part cut off', async () => {
    const { store, only, change } = openStore()
    const vault = sealedStore(store, owner)
    await vault.save(set, 0, call)
    const { text } = only()
    // The last character may hold bits that belong to no byte.
    for (let at = 0; at < text.length - 1; at++) {
      change({ text: `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}` })
      expect(await vault.load(call)).toBeUndefined()
      change({ text: text.slice(0, at) })
      expect(await vault.load(call)).toBeUndefined()
    }
    change({ text })
    expect(await vault.load(call)).toBeDefined()
  })

  it("another account's text in this slot, even with the same password", async () => {
    const { store, slots } = openStore()
    const other = { ...owner, username: 'other' }
    await sealedStore(store, owner).save(set, 0, call)
    await sealedStore(store, other).save(set, 0, call)
    const [[first, ofFirst], [second, ofSecond]] = [...slots] as [[string, never], [string, never]]
    slots.set(first, ofSecond).set(second, ofFirst)
    expect(await sealedStore(store, owner).load(call)).toBeUndefined()
    expect(await sealedStore(store, other).load(call)).toBeUndefined()
  })

  it.each([
    ['null', () => null],
    ['a list', () => []],
    ['an access token of another type', (sealed) => ({ ...sealed, accessToken: 7 })],
    ['an access token that no header takes', (sealed) => ({ ...sealed, accessToken: 'a\r\nb' })],
    ['a refresh token of another type', (sealed) => ({ ...sealed, refreshToken: null })],
    ['no lifetime', ({ lifetimeMs: _, ...sealed }) => sealed],
    ['a lifetime as text', (sealed) => ({ ...sealed, lifetimeMs: '1800000' })],
    ['a negative lifetime', (sealed) => ({ ...sealed, refreshLifetimeMs: -1 })],
    ['no elapsed time', ({ elapsedMs: _, ...sealed }) => sealed],
    ['a negative elapsed time', (sealed) => ({ ...sealed, elapsedMs: -1 })],
  ] as [string, (sealed: Record<string, unknown>) => unknown][])('well sealed, but with %s', async (_, content) => {
    expect(await sealing((sealed) => sealed)).toBeDefined()
    expect(await sealing(content)).toBeUndefined()
  })

  it('but lives that are too long are only shortened', async () => {
    const loaded = await sealing((sealed) => ({ ...sealed, lifetimeMs: 1e15, refreshLifetimeMs: 1e15 }))
    expect(loaded).toMatchObject({ set: { lifetimeMs: 60 * MINUTE, refreshLifetimeMs: 7 * DAY } })
  })

  it('while what the store itself rejects with passes through', async () => {
    const gone = () => Promise.reject(new Error('gone'))
    const vault = sealedStore({ get: gone, setIfNewer: gone, delete: gone }, owner)
    await expect(vault.load(call)).rejects.toThrow('gone')
    await expect(vault.save(set, 0, call)).rejects.toThrow('gone')
    await expect(vault.saveRefusal(note, 1, call)).rejects.toThrow('gone')
    await expect(vault.loadRefusal(call)).rejects.toThrow('gone')
    await expect(vault.deleteRefusal(1, call)).rejects.toThrow('gone')
  })
})

describe('the key', () => {
  it('is derived with no more iterations than Workers allow', () => {
    expect(PBKDF2_ITERATIONS).toBe(100_000)
  })

  it('is derived at the first use, once', async () => {
    const derive = vi.spyOn(crypto.subtle, 'importKey')
    const vault = sealedStore(openStore().store, owner)
    expect(derive).not.toHaveBeenCalled()
    await Promise.all([vault.load(call), vault.load(call), vault.save(set, 0, call)])
    await vault.load(call)
    expect(derive.mock.calls.filter((parameters) => (parameters[2] as unknown) === 'PBKDF2')).toHaveLength(1)
  })

  it('is tried for again after a failure', async () => {
    vi.spyOn(crypto.subtle, 'deriveBits').mockRejectedValueOnce(new Error('not now'))
    const vault = sealedStore(openStore().store, owner)
    await expect(vault.load(call)).rejects.toThrow('not now')
    expect(await vault.load(call)).toBeUndefined()
  })

  it('is the given one where there is one, without stretching, whatever the password', async () => {
    const derive = vi.spyOn(crypto.subtle, 'importKey')
    const { store } = openStore()
    const keyed = { ...owner, key: new Uint8Array(32).fill(7) }
    await sealedStore(store, keyed).save(set, 0, call)
    await sealedStore(store, keyed).saveRefusal(note, 1, call)
    expect(derive.mock.calls.some((parameters) => (parameters[2] as unknown) === 'PBKDF2')).toBe(false)
    const rotated = { ...keyed, password: 'other' }
    expect(await sealedStore(store, rotated).load(call)).toMatchObject({ set: { accessToken: set.accessToken } })
    expect(await sealedStore(store, rotated).loadRefusal(call)).toBeUndefined()
    const others = [owner, { ...keyed, key: new Uint8Array(32).fill(8) }, { ...keyed, username: 'other' }]
    for (const other of others) expect(await sealedStore(store, other).load(call)).toBeUndefined()
  })

  it('cannot be taken out', async () => {
    const derive = vi.spyOn(crypto.subtle, 'deriveKey')
    await sealedStore(openStore().store, owner).load(call)
    const key = await derive.mock.results[0]?.value
    expect(key).toMatchObject({ extractable: false, usages: ['encrypt', 'decrypt'] })
  })

  it('is that of the account the vault was made for, whatever happens to the object', async () => {
    const { store } = openStore()
    const mine = { ...owner }
    const vault = sealedStore(store, mine)
    mine.password = 'other'
    await vault.save(set, 0, call)
    expect(await sealedStore(store, owner).load(call)).toBeDefined()
  })
})
