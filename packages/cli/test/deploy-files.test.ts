import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { run } from '../src/run.ts'
import { testShell } from './support/shell.ts'

// What is meant to be copied names nothing that the tool does not have, in its comments neither.

const folder = fileURLToPath(new URL('../deploy/', import.meta.url))
const settings = await readFile(fileURLToPath(new URL('../../../docs/settings.md', import.meta.url)), 'utf8')
const files = await Promise.all(
  (await readdir(folder)).map(async (name) => ({ name, text: await readFile(`${folder}${name}`, 'utf8') })),
)

async function helpOf(command: string): Promise<string> {
  const shell = testShell({ env: {} })
  await run(['help', command], shell)
  return shell.out()
}

/** The flags behind the name of a command, or of an image whose program it is. */
function flagsOf(text: string): readonly { readonly command: string; readonly flag: string }[] {
  const uses = text.matchAll(
    /(?:"(proxy|simulate)",|\bpagamio (proxy|simulate) (?=--)|… pagamio-(proxy|simulator) …)(.*)$/gm,
  )
  return [...uses].flatMap(([, listed, spoken, image, rest = '']) => {
    const command = (listed ?? spoken ?? image)?.replace('simulator', 'simulate') ?? ''
    return Array.from(rest.matchAll(/--[a-z][a-z-]*/g), ([flag]) => ({ command, flag }))
  })
}

describe.each(files)('$name', ({ text }) => {
  test('gives no flag that its command does not have', async () => {
    const flags = flagsOf(text)
    expect(flags.length).toBeGreaterThan(1)
    for (const { command, flag } of flags) expect(await helpOf(command)).toMatch(new RegExp(`${flag}\\b`))
  })

  test('sets no variable that the page of settings does not name', () => {
    const named = new Set(text.match(/PAGAMIO_[A-Z_]+/g))
    expect(named.size).toBeGreaterThan(0)
    for (const name of named) expect(settings).toContain(name)
  })
})
