import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SetupError } from '../src/setup-error.ts'
import { openUpstream } from '../src/upstream.ts'

const folder = mkdtempSync(join(tmpdir(), 'storefront-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openWith(text: string) {
  const PAGAMIO_SHOPS_FILE = join(folder, 'shops.json')
  writeFileSync(PAGAMIO_SHOPS_FILE, text)
  return openUpstream({ ...sandbox, PAGAMIO_SHOPS_FILE })
}

const sandbox = { PAGAMIO_USERNAME: 'somebody', PAGAMIO_PASSWORD: 'a-secret', PAGAMIO_ENVIRONMENT: 'sandbox' }

test('merchants › those in the file have a shop, and nobody without one', async () => {
  const merchants = { 'M-1': { username: 'first', password: 'a-secret' }, 'M-2': { username: 'other', password: 'b' } }
  expect((await openWith(JSON.stringify(merchants))).merchants).toEqual(merchants)
  for (const PAGAMIO_SHOPS_FILE of [undefined, ''])
    expect((await openUpstream({ ...sandbox, PAGAMIO_SHOPS_FILE })).merchants).toEqual({})
})

test.each([
  ['{ "M-1": a-secret', 'is not JSON'],
  ['', 'is not JSON'],
  ['[]', 'not of that form'],
  ['null', 'not of that form'],
  ['{ "M-1": "a-secret" }', 'not of that form'],
  ['{ "M-1": null }', 'not of that form'],
  ['{ "M-1": { "username": "somebody", "password": 7 } }', 'not of that form'],
  ['{ "M-1": { "username": "", "password": "a-secret" } }', 'not of that form'],
])('merchants › %s is refused in one line that shows how it should be, and no secret', async (text, what) => {
  const { message, hint } = await refusalOf(openWith(text))
  expect(message).toContain(what)
  expect(hint).toContain('"username"')
  expect(`${message} ${hint}`).not.toMatch(/somebody|a-secret|\n/)
})

test('merchants › a file that is not there is said so, and so is one without credentials of our own', async () => {
  const PAGAMIO_SHOPS_FILE = join(folder, 'nowhere.json')
  expect((await refusalOf(openUpstream({ ...sandbox, PAGAMIO_SHOPS_FILE }))).message).toContain('ENOENT')
  expect((await refusalOf(openUpstream({ PAGAMIO_SHOPS_FILE }))).message).toContain('PAGAMIO_USERNAME')
})

async function refusalOf(opening: Promise<unknown>): Promise<SetupError> {
  const refusal = await opening.catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(SetupError)
  return refusal as SetupError
}
