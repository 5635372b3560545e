// Checks one package as its users get it: packed, linted, imported, required and compiled. Run in the package's folder.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const run = (command, args, cwd = process.cwd()) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const insist = (truth, what) => {
  if (!truth) throw new Error(what)
}

const work = mkdtempSync(join(tmpdir(), 'pagamio-package-'))
try {
  const source = read('package.json')
  execFileSync('pnpm', ['pack', '--pack-destination', work], { stdio: 'ignore' })
  const tarball = join(
    work,
    readdirSync(work).find((name) => name.endsWith('.tgz')),
  )
  run('pnpm', ['exec', 'publint', '--strict', tarball])
  run('pnpm', ['exec', 'attw', '--profile', 'esm-only', tarball])

  const modules = join(work, 'node_modules')
  const home = join(modules, source.name)
  mkdirSync(home, { recursive: true })
  run('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1'])
  const packed = read(join(home, 'package.json'))

  for (const file of ['LICENSE', 'README.md'])
    insist(existsSync(join(home, file)), `${file} is missing from the tarball`)
  insist(!Object.keys(packed.scripts ?? {}).some((name) => /install|prepare/.test(name)), 'it has an install script')
  insist(!JSON.stringify(packed.exports).includes('/src/'), 'exports lead to sources')
  insist(!/workspace:|catalog:/.test(JSON.stringify(packed.dependencies ?? {})), 'a dependency range is not a real one')
  if (source.name === '@pagamio/auth-core') {
    insist(Object.keys(packed.dependencies ?? {}).length === 0, 'the core has runtime dependencies')
    for (const name of readdirSync(join(home, 'dist'), { recursive: true }).filter((name) => name.endsWith('.js'))) {
      insist(!/from\s*["']node:/.test(readFileSync(join(home, 'dist', name), 'utf8')), `${name} imports a node: module`)
    }
  }

  // Dependencies come from this workspace, so that the check needs no network.
  for (const dependency of Object.keys(packed.dependencies ?? {})) {
    const to = join(modules, dependency)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join('node_modules', dependency), to, { recursive: true, dereference: true })
  }
  mkdirSync(join(modules, '@types'), { recursive: true })
  cpSync('node_modules/@types/node', join(modules, '@types/node'), { recursive: true, dereference: true })
  const undici = join(realpathSync('node_modules/@types/node'), '../../undici-types')
  cpSync(undici, join(modules, 'undici-types'), { recursive: true, dereference: true })

  const entries = Object.keys(packed.exports).filter((entry) => entry !== './package.json')
  const specifiers = entries.map((entry) => source.name + entry.slice(1))
  writeFileSync(join(work, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const uses = specifiers.map(
    (specifier, n) =>
      `import * as m${n} from '${specifier}'\nif (Object.keys(m${n}).length === 0) throw new Error('empty')\n`,
  )
  writeFileSync(join(work, 'esm.mjs'), uses.join(''))
  writeFileSync(
    join(work, 'cjs.cjs'),
    specifiers
      .map((specifier) => `if (Object.keys(require('${specifier}')).length === 0) throw new Error('empty')\n`)
      .join(''),
  )
  writeFileSync(join(work, 'consumer.ts'), uses.join(''))
  run(process.execPath, ['esm.mjs'], work)
  run(process.execPath, ['cjs.cjs'], work)
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2023',
      '--types',
      'node',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
    ]
    run(join(process.cwd(), 'node_modules/.bin/tsc'), [...options, '--ignoreConfig', 'consumer.ts'], work)
  }
  console.log(`${source.name}: packed, linted, imported, required and compiled`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
