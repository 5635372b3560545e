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
    /** The same with a fault: each process keeps the limits for itself alone. */
    unsharedProgram: string
  }
}

const SCHEMA = '@pagamio/auth-core/sealed@'

/** The program as it would be with another line in one file. */
const changed = (
  name: string,
  file: string,
  from: string | RegExp,
  to: string | ((...found: string[]) => string),
): Plugin => ({
  name,
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith(file)) return undefined
    const other = code.replace(from, to as string)
    if (other === code) throw new Error(`${id} has no such line: ${from}`)
    return other
  },
})

const withNextSchema = changed(
  'next-schema',
  '/share/seal.ts',
  new RegExp(`'${SCHEMA}(\\d+)'`),
  (_, now) => `'${SCHEMA}${Number(now) + 1}'`,
)

const withoutCommonLimits = changed(
  'no-common-limits',
  '/share/store-session.ts',
  "if (!shared) return { granted: 'granted', closings: 0 }",
  "return { granted: 'granted', closings: 0 }",
)

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
  project.provide('unsharedProgram', await make('unshared', [withoutCommonLimits]))
  return () => rmSync(folder, { recursive: true, force: true })
}
