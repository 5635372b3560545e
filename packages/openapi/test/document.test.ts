import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lintFromString, loadConfig } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { generated } from '../scripts/generated.ts'
import { document, findOperation, operations } from '../src/index.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(`${home}${file}`, 'utf8')
const source = read('openapi.yaml')

async function problemsOf(text: string) {
  const config = await loadConfig({ configPath: `${home}redocly.yaml` })
  const problems = await lintFromString({ source: text, absoluteRef: `${home}openapi.yaml`, config })
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}

test('the linter has nothing to say', async () => {
  expect(await problemsOf(source)).toEqual([])
})

test.each([
  ['a reference that leads nowhere', '#/components/schemas/Credentials', '#/components/schemas/Nobody'],
  ['an example that its schema refuses', 'mobileNumber: "+27821230045"', 'mobileNumber: "0821230045"'],
  ['two operations of one name', 'operationId: listBrandsByPost', 'operationId: listBrands'],
])('the linter finds %s', async (_, right, wrong) => {
  expect(await problemsOf(source.replaceAll(right, wrong))).not.toEqual([])
})

test('what is made of it is fresh: otherwise run pnpm generate', async () => {
  for (const [file, text] of Object.entries(await generated(home))) expect(read(file), file).toBe(text)
})

test('every operation names the pages that it is taken from', () => {
  expect(operations).toHaveLength(21)
  for (const { id, sources } of operations) expect(sources.length, id).toBeGreaterThan(0)
  expect(document.servers.map(({ url }) => new URL(url).host)).toEqual([
    'vas-sandbox-api.pagamio.tech',
    'vas-api.pagamio.tech',
  ])
})

test('a request leads to its operation', () => {
  expect(findOperation('GET', '/products/categories/1002/fields')?.id).toBe('getCategoryFields')
  expect(findOperation('post', '/transactions?transactionId=a/b')?.id).toBe('listTransactions')
  expect(findOperation('GET', '/products/category/1002')?.id).toBe('listProductsOfCategoryByGet')
  expect(findOperation('GET', '/products')).toBeUndefined()
  expect(findOperation('GET', '/merchants//products')).toBeUndefined()
  const names = findOperation('POST', '/transactions')?.parameters.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['userType', 'userTypeId', 'transactionId', 'size']))
})
