// packages/opentelemetry beside the instrumentation of NestJS itself.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface SeenSpan {
  readonly name: string
  readonly id: string
  readonly links: readonly string[]
}

test('the span of a handler links to the login that it waited for', async () => {
  const app = fileURLToPath(new URL('support/traced-app.cjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [app], { timeout: 30_000 })
  const { status, spans } = JSON.parse(stdout) as { status: number; spans: readonly SeenSpan[] }
  expect(status).toBe(200)
  const login = spans.find(({ name }) => name === 'pagamio login')
  const linked = spans.filter(({ links }) => login && links.includes(login.id))
  expect(linked.map(({ name }) => name)).toEqual(['categories'])
})
