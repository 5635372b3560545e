import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { commandLinePage } from './command-line.ts'
import { PICTURES, page } from './page.ts'
import { root, sources } from './sources.ts'

const docs = new URL('../src/content/docs/', import.meta.url)
const places = sources()
for (const [file, place] of places) {
  const target = new URL(`${place}.md`, docs)
  mkdirSync(new URL('.', target), { recursive: true })
  writeFileSync(target, page(readFileSync(new URL(file, root), 'utf8'), file, places))
}
cpSync(new URL(PICTURES, root), new URL('../public/images/', import.meta.url), { recursive: true })
writeFileSync(new URL('reference/command-line.md', docs), commandLinePage())
