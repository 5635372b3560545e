// What no other gate looks at: the same scripts in every package, a changeset for everything unreleased, fresh tables, a row
// for every failure mode that a test cites, links that lead somewhere, imports that run one way between the core's rooms,
// words that readers stumble over.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ERRORS_PAGE, errorTable, withErrorTable } from './error-table.mjs'
import { unclear } from './plain-english.mjs'
import { circleOf, roomsOf } from './rooms.mjs'

const problems = []
const read = (file) => readFileSync(file, 'utf8')

const changesets = readdirSync('.changeset').filter((name) => name.endsWith('.md') && name !== 'README.md')
for (const name of changesets) {
  if (!/^---\n('@pagamio\/[a-z-]+': (major|minor|patch)\n)+---\n\n\S/.test(read(`.changeset/${name}`)))
    problems.push(`.changeset/${name} does not begin as a changeset does`)
}
const announced = changesets.map((name) => read(`.changeset/${name}`)).join('\n')

for (const folder of readdirSync('packages')) {
  const { name, version, scripts = {} } = JSON.parse(read(`packages/${folder}/package.json`))
  for (const script of ['build', 'lint:package', 'test', 'typecheck']) {
    if (!scripts[script]) problems.push(`${name} has no script "${script}"`)
  }
  if (version === '0.0.0' && !announced.includes(`'${name}'`) && !announced.includes(`"${name}"`)) {
    problems.push(`${name} is unreleased and has no changeset`)
  }
  for (const file of ['README.md', 'LICENSE'])
    if (!existsSync(`packages/${folder}/${file}`)) problems.push(`${name} has no ${file}`)
}

if (withErrorTable(read(ERRORS_PAGE), await errorTable()) !== read(ERRORS_PAGE))
  problems.push(`${ERRORS_PAGE}: the error table is stale; run node scripts/error-table.mjs`)

const cited = new Map()
const tests = ['packages/*/test/**/*.ts', 'packages/simulator/src/testing/**/*.ts', 'apps/*/{src,test}/**/*.ts']
for (const file of globSync(tests)) {
  for (const [, numbers] of read(file).matchAll(/failure modes? (\d+(?:(?:-|, | and )\d+)*)/gi)) {
    for (const [, first, last = first] of numbers.matchAll(/(\d+)(?:-(\d+))?/g)) {
      for (let number = Number(first); number <= Number(last); number++)
        cited.set(number, (cited.get(number) ?? new Set()).add(file))
    }
  }
}
const catalogue = 'docs/failure-modes.md'
const rows = new Map()
for (const [row, number] of read(catalogue).matchAll(/^\| (\d+) \|.*$/gm)) {
  if (rows.has(Number(number))) problems.push(`${catalogue}: there are two rows ${number}`)
  rows.set(Number(number), row)
}
for (const [number, files] of cited) {
  const linked = Array.from((rows.get(number) ?? '').matchAll(/\]\(\.\.\/(.+?)\)/g), ([, file]) => file)
  if (linked.length === 0)
    problems.push(`${catalogue}: no row ${number} that links a test, and ${[...files].join(', ')} cites it`)
  for (const file of linked)
    if (!files.has(file)) problems.push(`${catalogue}: row ${number} links ${file}, which does not cite it`)
}

const OURS = /\]\(https:\/\/github\.com\/pagamio\/pagamio-js\/(?:blob|tree)\/main\/([^)#]+)/g
for (const page of globSync(['*.md', 'docs/**/*.md', '{examples,packages/*,apps/*}/README.md'])) {
  const prose = read(page).replace(/^```.*?^```/gms, '')
  for (const [, target] of prose.matchAll(OURS))
    if (!existsSync(target)) problems.push(`${page}: the link to ${target} in the repository leads nowhere`)
  for (const [, target] of prose.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g))
    if (!existsSync(join(dirname(page), target))) problems.push(`${page}: the link to ${target} leads nowhere`)
}

const core = 'packages/auth-core'
const rooms = roomsOf(`${core}/src`)
const circle = circleOf(rooms)
if (circle) problems.push(`${core}: imports run in a circle between rooms: ${circle.join('; ')}`)
// What is no room of the sources: what tests are made of, and what they explore.
const others = ['explore', 'known-bad', 'model', 'support']
for (const { name } of readdirSync(`${core}/test`, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
  if (!rooms.has(name) && !others.includes(name)) problems.push(`${core}/test/${name} mirrors no room of its sources`)

problems.push(...unclear())

for (const problem of problems) console.error(`- ${problem}`)
if (problems.length > 0) process.exit(1)
console.log('The repository is in order.')
