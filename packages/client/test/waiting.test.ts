import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { describe, expect, test, vi } from 'vitest'
import { createPagamioClient, type Progress } from '../src/index.ts'
import { bought, noTransactions as none, openVendor, order, pageWith, reset, type Vendor } from './support/vendor.ts'

const { transactionId } = bought

/** A client that waits by a clock in our hands; the server and its sockets are real. */
async function open(options: { readonly heedsReferences?: boolean } = {}) {
  const clock = manualClock()
  const vendor = await openVendor({ client: { clock }, ...options })
  return { ...vendor, clock }
}

/** Turns the clock on, each time that it is waited for, until `work` is over; gives the times between two questions. */
async function turnedOn<T>({ clock, seen }: Awaited<ReturnType<typeof open>>, work: Promise<T>) {
  let over = false
  const asked: number[] = []
  work
    .finally(() => {
      over = true
    })
    .catch(() => {})
  while (!over) {
    await vi.waitFor(() => expect(over || clock.pendingTimers > 0).toBe(true), { timeout: 10_000, interval: 1 })
    const next = clock.nextTimerIn()
    if (!over && next !== undefined) {
      asked.push(next)
      await clock.advance(next)
    }
  }
  return { result: await work, pauses: asked, questions: seen.filter(({ path }) => path === '/transactions') }
}

async function all(states: AsyncIterable<Progress>) {
  const outcomes: string[] = []
  for await (const { outcome } of states) outcomes.push(outcome)
  return outcomes
}

describe('waitForTransaction', () => {
  test('gives each state once, asks at the documented pace, and ends with the final one', async () => {
    const vendor = await open()
    const pending = Array<unknown>(12).fill(pageWith('PENDING'))
    const processing = Array<unknown>(9).fill(pageWith('PROCESSING'))
    vendor.answer('/transactions', none, ...pending, ...processing, pageWith('COMPLETED'))
    const { result, pauses, questions } = await turnedOn(vendor, all(vendor.client.waitForTransaction(transactionId)))
    expect(result).toEqual(['not_found', 'pending', 'processing', 'completed'])
    expect(pauses).toEqual([...Array(12).fill(5_000), ...Array(8).fill(30_000), ...Array(2).fill(300_000)])
    expect(questions).toHaveLength(23)
    expect(questions[0]).toMatchObject({ method: 'POST', query: { transactionId }, body: '' })
  })

  test('a failed one is final, too, and has its record', async () => {
    const vendor = await open()
    vendor.answer('/transactions', pageWith('FAILED', { brandName: 'MTN' }))
    const states: Progress[] = []
    for await (const one of vendor.client.waitForTransaction(transactionId)) states.push(one)
    expect(states).toMatchObject([{ outcome: 'failed', transaction: { brandName: 'MTN' } }])
  })

  test('what passes is asked again: a 429, a 5xx, a broken connection', async () => {
    const vendor = await open()
    vendor.answer('/transactions', [429, {}], [503, '<html>'], reset, pageWith('COMPLETED'))
    const { result, questions } = await turnedOn(vendor, all(vendor.client.waitForTransaction(transactionId)))
    expect([result, questions.length]).toEqual([['completed'], 4])
  })

  test.each<[string, unknown, string]>([
    ['a refusal', [403, { responseCode: '1105', responseMessage: 'no' }], 'refused'],
    ['an answer of another form', { content: 77 }, 'unexpected_response'],
    ['a state that no page knows', { content: [{ transactionId, status: { code: 4 } }] }, 'unexpected_response'],
  ])('%s ends it', async (_, reply, outcome) => {
    const vendor = await open()
    vendor.answer('/transactions', reply)
    expect(await all(vendor.client.waitForTransaction(transactionId))).toEqual([outcome])
  })

  test('by the reference of a purchase that nobody answered', async () => {
    const vendor = await open()
    vendor.answer('/transactions', pageWith('COMPLETED'))
    const states = vendor.client.waitForTransaction({ merchantReference: 'till-7-000184' })
    expect(await all(states)).toEqual(['completed'])
    expect(vendor.seen[0]?.query).toEqual({ merchantReference: 'till-7-000184' })
  })

  test('never takes another transaction for this one', async () => {
    const vendor = await open()
    const foreign = pageWith('COMPLETED', { transactionId: 'another', merchantReference: 'another' })
    const two = { content: [...pageWith('COMPLETED').content, ...pageWith('FAILED').content] }
    vendor.answer('/transactions', foreign)
    for (const ref of ['5b', { merchantReference: 'till-7' }])
      expect((await vendor.client.waitForTransaction(ref).next()).value).toEqual({ outcome: 'not_found' })
    vendor.answer('/transactions', two)
    const next = vendor.client.waitForTransaction({ merchantReference: 'till-7' }).next()
    expect((await next).value).toEqual({ outcome: 'not_found' })
  })

  test('an only record without a reference counts where the API looks at references, which is asked once', async () => {
    const vendor = await open()
    vendor.answer('/transactions', pageWith('COMPLETED'))
    for (const merchantReference of ['till-7', 'till-8'])
      expect(await all(vendor.client.waitForTransaction({ merchantReference }))).toEqual(['completed'])
    expect(vendor.controls.map(({ query }) => Object.keys(query))).toEqual([['merchantReference']])
  })

  test.each([503, 429])('while that is answered %d, it is asked again', async (status) => {
    const vendor = await open({ heedsReferences: false })
    vendor.answer('/transactions', [status, {}])
    const states = all(vendor.client.waitForTransaction({ merchantReference: 'till-7' }))
    await expect.poll(() => vendor.clock.pendingTimers).toBe(1)
    vendor.answer('/transactions', pageWith('COMPLETED', { merchantReference: 'till-7' }))
    expect((await turnedOn(vendor, states)).result).toEqual(['completed'])
    expect(vendor.controls).toEqual([])
  })

  test('the signal ends the waiting, and nothing more is asked', async () => {
    const vendor = await open()
    vendor.answer('/transactions', pageWith('PENDING'))
    const leaving = new AbortController()
    const states = vendor.client.waitForTransaction(transactionId, { signal: leaving.signal })
    await states.next()
    const next = states.next()
    await expect.poll(() => vendor.clock.pendingTimers).toBe(1)
    leaving.abort(new Error('gone'))
    await expect(next).rejects.toThrow('gone')
    expect([vendor.seen.length, vendor.clock.pendingTimers]).toEqual([1, 0])
  })
})

describe('purchaseAndWait', () => {
  const under = { transactionId, status: 'PENDING', successful: false }
  const buy = (vendor: Vendor & Awaited<ReturnType<typeof open>>, signal?: AbortSignal) =>
    vendor.client.purchaseAndWait({ ...order, merchantReference: 'till-7' }, signal && { signal })

  test.each([
    ['COMPLETED', { outcome: 'completed', transactionId, receipt: undefined }],
    ['FAILED', { outcome: 'refused', code: '999', message: 'FAILED' }],
  ] as const)('%s in the end', async (state, expected) => {
    const vendor = await open()
    vendor.answer('/purchase', under)
    vendor.answer('/transactions', pageWith('PENDING'), pageWith(state))
    const { result } = await turnedOn(vendor, buy(vendor))
    expect(result).toMatchObject({ ...expected, merchantReference: 'till-7' })
    expect(vendor.seen.filter(({ path }) => path === '/purchase')).toHaveLength(1)
  })

  test('the receipt of what was pending comes with the same order again, which buys nothing more', async () => {
    const simulator = createSimulator()
    const { fetch } = simulator
    const budget = createBudget()
    const client = createPagamioClient(
      createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget }),
    )
    const meter = { productCode: 'ELE-ESK-001', amount: 200, meterNumber: '000001020001', merchantReference: 'till-7' }
    const electricity = { ...meter, paymentMethod: 'cash', channelId: 'Q7RT2M' }
    simulator.holdPurchases()
    expect(await client.purchase(electricity)).toMatchObject({ outcome: 'pending' })
    simulator.turnClock(10_000)
    const receipt = { token: expect.stringMatching(/^\d{20}$/) }
    expect(await client.purchase(electricity)).toMatchObject({ outcome: 'completed', receipt })
    expect(simulator.charges).toHaveLength(1)
  })

  test('what is final at once is not asked about', async () => {
    const vendor = await open()
    vendor.answer('/purchase', bought)
    expect(await buy(vendor)).toMatchObject({ outcome: 'completed', receipt: bought.receipt })
    expect(vendor.seen).toHaveLength(1)
  })

  test('it stays pending where its caller leaves, or nobody can say more', async () => {
    const vendor = await open()
    vendor.answer('/purchase', under)
    vendor.answer('/transactions', pageWith('PENDING'))
    const leaving = new AbortController()
    const result = buy(vendor, leaving.signal)
    await expect.poll(() => vendor.clock.pendingTimers).toBe(1)
    leaving.abort(new Error('gone'))
    expect(await result).toMatchObject({ outcome: 'pending', transactionId, merchantReference: 'till-7' })
    vendor.answer('/transactions', [403, { responseCode: '1105', responseMessage: 'no' }])
    expect(await buy(vendor)).toMatchObject({ outcome: 'pending', merchantReference: 'till-7' })
  })

  const unanswered = [503, '<html>down</html>'] as const
  const asksFirst = { responseCode: '1204', responseMessage: 'Provider timeout', successful: false }

  test.each<[string, unknown, object]>([
    ['a broken connection', reset, { outcome: 'completed', transactionId }],
    ['a 503', unanswered, { outcome: 'completed', transactionId }],
    ['an answer of another form', { transactionId: 77, successful: true }, { outcome: 'completed', transactionId }],
    ['a provider that did not answer', asksFirst, { outcome: 'completed', transactionId }],
    ['one that was processed already', { ...asksFirst, responseCode: '1205' }, { outcome: 'completed', transactionId }],
  ])('after %s it asks by the reference, and buys nothing more', async (_, reply, expected) => {
    const vendor = await open()
    vendor.answer('/purchase', reply)
    vendor.answer('/transactions', none, pageWith('PROCESSING'), pageWith('COMPLETED'))
    const { result, pauses, questions } = await turnedOn(vendor, buy(vendor))
    expect(result).toMatchObject({ ...expected, merchantReference: 'till-7' })
    expect(pauses).toEqual([5_000, 5_000])
    expect(questions.map(({ query }) => query)).toEqual(Array(3).fill({ merchantReference: 'till-7' }))
    expect(vendor.seen.filter(({ path }) => path === '/purchase')).toHaveLength(1)
  })

  test('the only transaction of an API that does not look at references is not taken for this one', async () => {
    const vendor = await open({ heedsReferences: false })
    vendor.answer('/purchase', reset)
    vendor.answer('/transactions', pageWith('COMPLETED'))
    const { result } = await turnedOn(vendor, buy(vendor))
    expect(result).toMatchObject({ outcome: 'unanswered', merchantReference: 'till-7' })
    expect(vendor.controls).toHaveLength(1)
  })

  test('one that failed behind a broken connection is refused', async () => {
    const vendor = await open()
    vendor.answer('/purchase', reset)
    vendor.answer('/transactions', pageWith('FAILED'))
    expect(await buy(vendor)).toMatchObject({ outcome: 'refused', code: '999', merchantReference: 'till-7' })
  })

  test.each<[string, unknown, object]>([
    ['does not know it', none, { outcome: 'unanswered', status: 503 }],
    ['does not answer', [502, ''], { outcome: 'unanswered', status: 503 }],
  ])('where Pagamio %s for a minute, it is unanswered as it was', async (_, reply, expected) => {
    const vendor = await open()
    vendor.answer('/purchase', unanswered)
    vendor.answer('/transactions', reply)
    const { result, pauses } = await turnedOn(vendor, buy(vendor))
    expect(result).toMatchObject({ ...expected, merchantReference: 'till-7' })
    expect(pauses).toEqual(Array(12).fill(5_000))
  })

  test('once it is known to be under way, it is waited for longer than that', async () => {
    const vendor = await open()
    vendor.answer('/purchase', reset)
    vendor.answer('/transactions', none, ...Array<unknown>(15).fill(pageWith('PENDING')), pageWith('COMPLETED'))
    const { result, questions } = await turnedOn(vendor, buy(vendor))
    expect([result.outcome, questions.length]).toEqual(['completed', 17])
  })

  test.each<[string, unknown]>([
    ['a refusal', { responseCode: '1103', responseMessage: 'no', successful: false }],
    ['a 429', [429, { error: 'Too Many Requests', message: 'no' }]],
  ])('after %s nothing was bought, and nothing is asked', async (_, reply) => {
    const vendor = await open()
    vendor.answer('/purchase', reply)
    await buy(vendor)
    expect(vendor.seen).toHaveLength(1)
  })

  test('who leaves while it is sent hears that nobody knows, at once', async () => {
    const vendor = await open()
    const leaving = new AbortController()
    vendor.answer('/purchase', () => leaving.abort(new Error('gone')))
    expect(await buy(vendor, leaving.signal)).toMatchObject({ outcome: 'unanswered', merchantReference: 'till-7' })
    expect(vendor.seen).toHaveLength(1)
  })

  test('who leaves while it is looked for is told what was known last', async () => {
    const vendor = await open()
    vendor.answer('/purchase', reset)
    vendor.answer('/transactions', pageWith('PENDING'))
    const leaving = new AbortController()
    const result = buy(vendor, leaving.signal)
    await expect.poll(() => vendor.clock.pendingTimers).toBe(1)
    leaving.abort(new Error('gone'))
    expect(await result).toMatchObject({ outcome: 'pending', transactionId, merchantReference: 'till-7' })
  })
})
