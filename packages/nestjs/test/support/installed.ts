import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
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
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const packages = fileURLToPath(new URL('../../../', import.meta.url))
const ours = ['auth-core', 'axios', 'client', 'nestjs', 'openapi']
/** Where the tests run: the frameworks of that folder are used, of NestJS 12 or of 11. */
const home = process.cwd()

/** An application outside this workspace, with the built packages in it as users have them. */
export interface InstalledApp {
  /** Compiles TypeScript as Nest's own projects do; the answer is what the compiler says, and empty where all is well. */
  compile(files: Readonly<Record<string, string>>): Promise<string>
  /** Runs a compiled file until it has printed `ready`; it is told to end with SIGTERM, and gives what it printed. */
  start(file: string, env: Readonly<Record<string, string>>): Promise<{ stop(): Promise<string> }>
  /** Ends what still runs, too. */
  remove(): void
}

export function installPackages(): InstalledApp {
  const unbuilt = ours.filter((name) => !existsSync(join(packages, name, 'dist/index.js')))
  if (unbuilt.length > 0) throw new Error(`Build first: there is no dist in ${unbuilt.join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-nestjs-'))
  const modules = join(folder, 'node_modules')
  for (const name of foldersIn(join(home, 'node_modules'))) {
    if (name.startsWith('@pagamio/')) continue
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(realpathSync(join(home, 'node_modules', name)), join(modules, name))
  }
  for (const name of ours) publish(join(packages, name), join(modules, '@pagamio', name))
  symlinkSync(realpathSync(join(packages, 'client/node_modules/openapi-fetch')), join(modules, 'openapi-fetch'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))

  const children: ChildProcess[] = []

  return {
    async compile(files) {
      for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code)
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ include: ['*.ts', '*.cts'], compilerOptions }))
      const tsc = join(home, 'node_modules/.bin/tsc')
      return promisify(execFile)(tsc, ['-p', folder]).then(
        () => '',
        ({ stdout }) => String(stdout),
      )
    },

    async start(file, env) {
      const { PATH, NODE_COMPILE_CACHE } = process.env
      const child = spawn(process.execPath, [join(folder, 'out', file)], {
        env: { PATH, NODE_COMPILE_CACHE, NO_COLOR: '1', ...env },
      })
      children.push(child)
      let said = ''
      const ended = once(child, 'close')
      await new Promise<void>((resolve, reject) => {
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => {
            said += text
            if (/^ready$/m.test(said)) resolve()
          })
        child.on('close', () => reject(new Error(`${file} did not start:\n${said}`)))
      })
      return {
        stop: async () => {
          child.kill('SIGTERM')
          await ended
          return said
        },
      }
    },

    remove() {
      for (const child of children) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  outDir: 'out',
  rootDir: '.',
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  types: ['node'],
}

/** What is published of a package: copied, because a link would lead its imports back into the workspace. */
function publish(from: string, to: string): void {
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'package.json'), JSON.stringify({ ...manifest, exports: manifest.publishConfig.exports }))
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true })
}

/** The packages in a node_modules folder, by name. */
function foldersIn(modules: string): string[] {
  return readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return []
    return name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
