import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Hundreds of processes are started: from one bundle of all sources they start three times as fast. */
export default async function bundle(): Promise<void> {
  await build({
    cwd: root,
    config: false,
    logLevel: 'error',
    entry: { main: 'src/main.ts' },
    outDir: 'node_modules/.pagamio-test',
    platform: 'node',
    format: 'esm',
    fixedExtension: false,
    dts: false,
    deps: { alwaysBundle: [/^@pagamio\//] },
  })
}
