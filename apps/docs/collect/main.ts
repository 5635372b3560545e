import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { changelogPage } from './changelog.ts'
import { commandLinePage } from './command-line.ts'
import { PICTURES, page } from './page.ts'
import { root, sources } from './sources.ts'

const docs = new URL('../src/content/docs/', import.meta.url)
const places = sources()
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
for (const [file, place] of places) {
  const target = new URL(`${place}.md`, docs)
  mkdirSync(new URL('.', target), { recursive: true })
  writeFileSync(target, page(read(file), file, places))
}
cpSync(new URL(PICTURES, root), new URL('../public/images/', import.meta.url), { recursive: true })
writeFileSync(new URL('reference/command-line.md', docs), commandLinePage())

const changesets = globSync('.changeset/*.md', { cwd: root, exclude: ['.changeset/README.md'] })
const released = globSync('packages/*/CHANGELOG.md', { cwd: root })
writeFileSync(
  new URL('reference/changelog.md', docs),
  changelogPage(
    changesets.sort().map(read),
    new Map(released.map((file) => [`@pagamio/${file.split('/')[1]}`, read(file)])),
  ),
)
