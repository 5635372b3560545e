// The recipes of the docs, held to the published cases, each where its backend runs here.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findDeno } from '../../../apps/runtimes/src/binaries.ts'
import { caseCount } from './support/case-count.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const folder = `${home}test/.recipes`
const run = promisify(execFile)

function recipeUnder(heading: string): string {
  const page = readFileSync(`${home}../../docs/store-cas.md`, 'utf8')
  const [, code = ''] = new RegExp(`## ${heading}\n[^]*?\`\`\`js\n([^]*?)\`\`\``).exec(page) ?? []
  return code
}

/** Two processes, as far as the backend can see; all cases at once, because most of them wait. */
const proof = `
import { storeConformance } from '@pagamio/auth-core/testing'
import { storeFromCas } from '../../src/index.ts'
import { port } from './recipe.js'
const cases = storeConformance(() => {
  const options = { prefix: 'test-' + crypto.randomUUID() + '-' }
  const [one, two] = [storeFromCas(port, options), storeFromCas(port, options)]
  let calls = 0
  const store = new Proxy(one, { get: (_, name) => (calls++ % 2 ? one : two)[name] })
  return { store, advance: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }
}, { sharing: true })
await Promise.all(cases.map(({ name, run }) => run().catch((error) => console.log(name, error))))
console.log(cases.length + ' cases tried')
`

async function program(recipe: string): Promise<string> {
  writeFileSync(`${folder}/recipe.js`, recipe)
  writeFileSync(`${folder}/proof.js`, proof)
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: `${folder}/proof.js`, outDir: `${folder}/built`, target: 'es2023' },
    ssr: { noExternal: true },
  })
  return `${folder}/built/proof.js`
}

beforeAll(() => void mkdirSync(folder, { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const deno = findDeno()
describe.skipIf(deno === undefined)('Deno KV', () => {
  test('does what a shared store has to do', async () => {
    const file = await program(recipeUnder('Deno KV').replace('openKv()', "openKv(':memory:')"))
    const args = ['run', '--no-config', '--no-lock', '--unstable-kv', '--allow-all', file]
    const { stdout } = await run(deno?.path as string, args, { timeout: 50_000 })
    expect(stdout).toBe(`${caseCount} cases tried\n`)
  })
})

describe('DynamoDB, as dynalite has it', () => {
  test('does what a shared store has to do', async (context) => {
    const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1')
    context.onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    const client = new DynamoDBClient({
      endpoint: env.AWS_ENDPOINT_URL,
      region: env.AWS_REGION,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
    await client.send(
      new CreateTableCommand({
        TableName: 'pagamio',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    client.destroy()
    const file = await program(recipeUnder('DynamoDB'))
    const { stdout } = await run(process.execPath, [file], { timeout: 50_000, env: { PATH: process.env.PATH, ...env } })
    expect(stdout).toBe(`${caseCount} cases tried\n`)
  })
})
