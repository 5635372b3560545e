import { describe, expect, test } from 'vitest'
import { durableStore, type ObjectNamespace } from '../src/index.ts'

const invalid = expect.objectContaining({ code: 'invalid_options' })
const call = { signal: new AbortController().signal }

const namespace = (answer: () => Promise<Response>): ObjectNamespace => ({
  idFromName: (name) => name,
  get: () => ({ fetch: answer }),
})

describe('durableStore', () => {
  test.each([undefined, null, 7, {}, { get() {} }, { get() {}, put() {}, list() {} }])(
    'refuses %o for a binding',
    (binding) => {
      expect(() => durableStore(binding as unknown as ObjectNamespace)).toThrow(invalid)
      expect(() => durableStore(binding as unknown as ObjectNamespace)).toThrow(/wrangler\.jsonc/)
    },
  )

  test.each(['', 7, null])('refuses %o for a group', (group) => {
    const binding = namespace(async () => new Response())
    expect(() => durableStore(binding, { group: group as string })).toThrow(invalid)
  })

  test('is the same store for the same binding and group, and another one for others', () => {
    const [one, two] = [namespace(async () => new Response()), namespace(async () => new Response())]
    expect(durableStore(one)).toBe(durableStore(one))
    expect(durableStore(one, { group: 'sandbox' })).toBe(durableStore(one, { group: 'sandbox' }))
    expect(durableStore(one, { group: 'sandbox' })).not.toBe(durableStore(one))
    expect(durableStore(two)).not.toBe(durableStore(one))
  })

  test.each([
    () => new Response('hello'),
    () => Response.json({ answer: true }),
    () => Response.json({ answer: true }, { headers: { 'x-pagamio-store': '0' } }),
    () => new Response('no', { status: 500, headers: { 'x-pagamio-store': '1' } }),
  ])('says that another object is bound, and takes nothing that it says for an answer (%#)', async (answer) => {
    const store = durableStore(namespace(async () => answer()))
    await expect(store.takeLease('slot', { owner: 'one', ttlMs: 1_000 }, call)).rejects.toMatchObject({
      code: 'WRONG_OBJECT',
    })
  })

  test('stops waiting for an object that hangs when the signal aborts', async () => {
    const store = durableStore(namespace(() => new Promise(() => {})))
    const controller = new AbortController()
    const waits = store.get('slot', controller)
    controller.abort('enough')
    await expect(waits).rejects.toBe('enough')
  })
})
