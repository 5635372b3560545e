import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fileOf } from './vendor.ts'

test('each is short enough to be read at once, and takes what it needs from the environment', () => {
  const names = readdirSync(fileOf('.')).filter((name) => /^[a-z-]+\.(ts|py|php|sh)$/.test(name))
  expect(names.length).toBeGreaterThan(14)
  for (const name of names) {
    const text = readFileSync(fileOf(name), 'utf8')
    expect(text.split('\n').length - 1, name).toBeLessThanOrEqual(40)
    if (name.endsWith('.ts')) expect(text, name).toContain('optionsFromEnv(')
  }
})

test('client.ts is what the README of the client shows', () => {
  const [, ...lines] = readFileSync(fileOf('client.ts'), 'utf8').split('\n')
  expect(readFileSync(fileOf('../packages/client/README.md'), 'utf8')).toContain(lines.join('\n'))
})
