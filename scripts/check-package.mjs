// Checks one package as its users get it: packed, linted, imported, required and compiled. Run in the package's folder.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
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

/** Packs a package of this workspace as it is published, and puts it where its users have it. */
function unpack(folder, modules) {
  const { name } = read(join(folder, 'package.json'))
  const packed = mkdtempSync(join(work, 'packed-'))
  execFileSync('pnpm', ['pack', '--pack-destination', packed], { cwd: folder, stdio: 'ignore' })
  const tarball = join(
    packed,
    readdirSync(packed).find((file) => file.endsWith('.tgz')),
  )
  const home = join(modules, name)
  mkdirSync(home, { recursive: true })
  run('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1'])
  return { home, tarball }
}

/** Dependencies and peers of a package: our own as published, the others as they are installed here. */
function furnish(folder, modules) {
  const { dependencies, optionalDependencies, peerDependencies } = read(join(folder, 'package.json'))
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const from = join(folder, 'node_modules', name)
    if (existsSync(join(modules, name)) || !existsSync(from)) continue
    if (!name.startsWith('@pagamio/')) link(from, join(modules, name))
    else {
      unpack(realpathSync(from), modules)
      furnish(realpathSync(from), modules)
    }
  }
}

function link(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(realpathSync(from), to)
}

const work = mkdtempSync(join(tmpdir(), 'pagamio-package-'))
try {
  const source = read('package.json')
  const modules = join(work, 'node_modules')
  const { home, tarball } = unpack(process.cwd(), modules)
  run('pnpm', ['exec', 'publint', '--strict', tarball])
  const packed = read(join(home, 'package.json'))
  const isData = (entry) => /\.(json|yaml)$/.test(entry)
  const entries = Object.keys(packed.exports ?? {}).filter((entry) => !isData(entry))
  const data = Object.keys(packed.exports ?? {}).filter((entry) => isData(entry) && entry !== './package.json')
  for (const entry of data)
    insist(existsSync(join(home, packed.exports[entry])), `${entry} is missing from the tarball`)
  const required = packed.main !== undefined
  const profile = required ? [] : ['--profile', 'esm-only']
  const left = data.length > 0 ? ['--exclude-entrypoints', ...data] : []
  if (entries.length > 0) run('pnpm', ['exec', 'attw', tarball, ...profile, ...left])
  for (const name of readdirSync(home, { recursive: true }).filter((name) => name.endsWith('.cjs')))
    insist(!/\bimport\(/.test(readFileSync(join(home, name), 'utf8')), `${name} has an import(), which Jest refuses`)

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

  // What a user has beside it comes from this workspace, so that the check needs no network.
  furnish(process.cwd(), modules)
  link('node_modules/@types/node', join(modules, '@types/node'))

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
      .map(
        (specifier) =>
          `import('${specifier}').then((m) => {\n  if (require('${specifier}') !== m) throw new Error('Node has two copies')\n})\n`,
      )
      .join(''),
  )
  writeFileSync(join(work, 'consumer.ts'), uses.join('') || 'export {}\n')
  // As npx does it: linked into node_modules/.bin, and found on the PATH.
  for (const [command, file] of Object.entries(packed.bin ?? {})) {
    const path = join(home, file)
    chmodSync(path, 0o755)
    mkdirSync(join(modules, '.bin'), { recursive: true })
    symlinkSync(path, join(modules, '.bin', command))
    run(join(modules, '.bin', command), ['--version'], work)
  }
  const asUser = join(process.cwd(), 'test/packed.mjs')
  if (existsSync(asUser)) run(process.execPath, [asUser], work)
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
