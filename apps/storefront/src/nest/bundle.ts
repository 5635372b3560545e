import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Build } from '../build.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const fileOf = (name: string) => join(root, 'dist', `${name}.mjs`)

/** What goes into a bundle: the shop, and the package that has decorators as well. */
const sources = [new URL('../', import.meta.url), new URL('./', import.meta.resolve('@pagamio/nestjs'))].map((folder) =>
  fileURLToPath(folder),
)

export function importBundle(name: string): Promise<{ build: Build }> {
  return import(pathToFileURL(fileOf(name)).href)
}

/**
 * Node runs TypeScript, but no decorators: a build that has them, or imports sources that do, is bundled first. Again only
 * when its sources have changed.
 */
export async function bundle(name: string): Promise<void> {
  if (isNewest(fileOf(name))) return
  const { build } = await import('tsdown')
  // In a folder of its own: another process may be reading the file, or writing it.
  const outDir = join(root, 'dist', `${name}-${process.pid}`)
  try {
    await build({
      cwd: root,
      config: false,
      logLevel: 'error',
      entry: { [name]: `src/builds/${name}.ts` },
      outDir,
      deps: { alwaysBundle: [/^@pagamio\/nestjs/] },
      dts: false,
    })
    renameSync(join(outDir, `${name}.mjs`), fileOf(name))
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

function isNewest(file: string): boolean {
  if (!existsSync(file)) return false
  const { mtimeMs } = statSync(file)
  return sources.every((folder) =>
    readdirSync(folder, { recursive: true }).every((name) => statSync(join(folder, String(name))).mtimeMs < mtimeMs),
  )
}
