// What no other gate looks at: the same scripts in every package, a changeset for everything unreleased, fresh tables.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { errorTable, withErrorTable } from './error-table.mjs'

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

const table = await errorTable()
for (const file of ['README.md', 'docs/errors.md']) {
  if (withErrorTable(read(file), table) !== read(file))
    problems.push(`${file}: the error table is stale; run node scripts/error-table.mjs`)
}

for (const problem of problems) console.error(`- ${problem}`)
if (problems.length > 0) process.exit(1)
console.log('The repository is in order.')
