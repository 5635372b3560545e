// Writes what is made of openapi.yaml: `pnpm generate`.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generated } from './generated.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
for (const [file, text] of Object.entries(await generated(home))) {
  if (readFileSync(`${home}${file}`, { encoding: 'utf8', flag: 'a+' }) === text) continue
  writeFileSync(`${home}${file}`, text)
  console.log(`${file} is written`)
}
