import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import type { TestProject } from 'vitest/node'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a member, in one file. */
    program: string
    /** The same with the next schema of what is sealed, as a later version may have it. */
    newerProgram: string
  }
}

const SCHEMA = '@pagamio/auth-core/sealed@'

const withNextSchema: Plugin = {
  name: 'next-schema',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/share/seal.ts')) return undefined
    const newer = code.replace(new RegExp(`'${SCHEMA}(\\d+)'`), (_, now) => `'${SCHEMA}${Number(now) + 1}'`)
    if (newer === code) throw new Error(`${id} names no schema`)
    return newer
  },
}

/** Many processes are started: from one file they start in a third of the time. */
export default async function bundle(project: TestProject): Promise<() => void> {
  mkdirSync(path('../../node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(path('../../node_modules/.cache/fleet-'))
  const make = async (name: string, plugins: Plugin[]) => {
    const outDir = join(folder, name)
    await build({
      configFile: false,
      logLevel: 'error',
      plugins,
      build: { ssr: path('../../src/worker.ts'), outDir, emptyOutDir: true, target: 'node22' },
      ssr: { noExternal: true },
    })
    return join(outDir, 'worker.js')
  }
  project.provide('program', await make('now', []))
  project.provide('newerProgram', await make('newer', [withNextSchema]))
  return () => rmSync(folder, { recursive: true, force: true })
}
