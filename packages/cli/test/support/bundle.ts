import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
import type { TestProject } from 'vitest/node'
import { builtPage } from '../../../panel/src/built-page.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

declare module 'vitest' {
  export interface ProvidedContext {
    /** The tool as one bundle. */
    bin: string
  }
}

/** Hundreds of processes are started: from one bundle of all sources they start three times as fast. */
export default async function bundle(project: TestProject): Promise<() => Promise<void>> {
  // Where its own imports are found from, and where nobody looks.
  const folder = await mkdtemp(join(root, 'node_modules', '.pagamio-test-'))
  await build({
    cwd: root,
    config: false,
    logLevel: 'error',
    entry: { main: 'src/main.ts', 'keyring-child': 'src/profiles/keyring-child.ts' },
    outDir: folder,
    platform: 'node',
    format: 'esm',
    fixedExtension: false,
    dts: false,
    deps: { alwaysBundle: [/^@pagamio\//] },
    plugins: [builtPage()],
  })
  project.provide('bin', join(folder, 'main.js'))
  return () => rm(folder, { recursive: true, force: true })
}
