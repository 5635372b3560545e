import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createSimulator, demoCredentials, type Simulator } from '@pagamio/simulator'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { snippetsOf } from '../../../scripts/snippets.ts'
import { startWorker } from './support/workerd.ts'

const readme = snippetsOf(fileURLToPath(new URL('..', import.meta.url)), ['README.md', '../../docs/hono.md'])
const fileOf = (name: string) => fileURLToPath(new URL(`.snippets/${name}`, import.meta.url))

/** As `wrangler types` writes it for the bindings of the snippets. */
const cloudflare = `declare module 'cloudflare:workers' {
  export const env: {
    readonly PAGAMIO_BASE_URL: string
    readonly PAGAMIO_USERNAME: string
    readonly PAGAMIO_PASSWORD: { get(): Promise<string> }
  }
}
`

/** One process runs them all, one after the other, each against a Pagamio of its own. */
const inTurn = `const snippets = JSON.parse(process.env.SNIPPETS ?? '')
for (const { name, url } of snippets) {
  process.env.PAGAMIO_BASE_URL = url
  console.log(\`# \${name}\`)
  await import(\`./\${name}.ts\`)
}
export {}
`

beforeAll(() => {
  readme.write()
  writeFileSync(fileOf('cloudflare-workers.d.ts'), cloudflare)
  writeFileSync(fileOf('in-turn.ts'), inTurn)
})
afterAll(() => readme.remove())

async function openSimulator(): Promise<{ simulator: Simulator; url: string }> {
  const simulator = createSimulator()
  onTestFinished(() => simulator.close())
  return { simulator, url: (await simulator.listen()).url }
}

const seen = ({ log }: Simulator) => log.map(({ endpoint, status, authorization }) => [endpoint, status, authorization])
const login = ['login', 200, 'none']
const categories = ['categories', 200, 'bearer']

test('the snippets compile', async () => {
  expect(readme.snippets).toHaveLength(6)
  await readme.compile()
})

test('those for Node run, and send what they say', async () => {
  const snippets = readme.snippets.filter(({ code }) => !code.includes('export default'))
  const worlds = await Promise.all(snippets.map(async ({ name }) => ({ name, ...(await openSimulator()) })))
  const printed = await readme.run(
    { name: 'in-turn', code: inTurn },
    {
      PAGAMIO_USERNAME: demoCredentials.username,
      PAGAMIO_PASSWORD: demoCredentials.password,
      SNIPPETS: JSON.stringify(worlds.map(({ name, url }) => ({ name, url }))),
    },
  )
  const [, first = '', proxied = '', bought = '', typed = '', ...more] = printed.split(/^# .*\n/m)
  expect(more).toEqual([])
  expect(first).toMatch(/^\[.*name: 'Airtime'/s)
  expect([proxied, typed]).toEqual(['200\n', '200\n'])
  expect(bought).toMatch(/outcome: '\w+', merchantReference: 'till-7-000184'/)
  const sent = worlds.map(({ simulator }) => seen(simulator))
  expect(sent.toSpliced(2, 1)).toEqual(Array(3).fill([login, categories]))
  expect(sent[2]).toEqual([login, ['purchase', expect.any(Number), 'bearer']])
})

const secret = { secret: demoCredentials.password }

test.each([
  ['options of the request', 0, demoCredentials.password],
  ['a function, made once', 1, secret],
] as const)('those for Workers run there, with one login for any number of requests: %s', async (_, n, password) => {
  const { name = '' } = readme.snippets.filter(({ code }) => code.includes('export default'))[n] ?? {}
  const { simulator, url } = await openSimulator()
  const worker = await startWorker(fileOf(`${name}.ts`), {
    PAGAMIO_BASE_URL: url,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: password,
  })
  onTestFinished(() => worker.close())
  for (let visit = 0; visit < 3; visit++) {
    const response = await fetch(`${worker.url}/categories`)
    expect(await response.json()).toContainEqual(expect.objectContaining({ name: 'Airtime' }))
  }
  expect(seen(simulator)).toEqual([login, categories, categories, categories])
})
