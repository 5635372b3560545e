import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program of a member, in one file. */
    program: string
  }
}

/** Many processes are started: from one file they start in a third of the time. */
export default async function bundle(project: TestProject): Promise<() => void> {
  mkdirSync(path('../../node_modules/.cache'), { recursive: true })
  const outDir = mkdtempSync(path('../../node_modules/.cache/fleet-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: path('../../src/worker.ts'), outDir, emptyOutDir: true, target: 'node22' },
    ssr: { noExternal: true },
  })
  project.provide('program', `${outDir}/worker.js`)
  return () => rmSync(outDir, { recursive: true, force: true })
}
