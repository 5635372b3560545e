import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fileOf } from './vendor.ts'

test('each is short enough to be read at once, and takes what it needs from the environment', () => {
  const names = readdirSync(fileOf('.')).filter((name) => /^[a-z-]+\.(ts|py|sh)$/.test(name))
  expect(names.length).toBeGreaterThan(13)
  for (const name of names) {
    const text = readFileSync(fileOf(name), 'utf8')
    expect(text.split('\n').length - 1, name).toBeLessThanOrEqual(40)
    if (name.endsWith('.ts')) expect(text, name).toContain('optionsFromEnv(')
  }
})

test.each([
  ['client.ts', '../packages/client/README.md'],
  ['python.py', '../packages/cli/README.md'],
])('%s is what %s shows', (name, page) => {
  const [, ...lines] = readFileSync(fileOf(name), 'utf8').split('\n')
  expect(readFileSync(fileOf(page), 'utf8')).toContain(lines.join('\n'))
})
