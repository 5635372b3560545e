import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { coreDist } from '../core-dist.ts'
import type { Experiment } from '../measure/experiment.ts'
import { intervalOf } from '../measure/interval.ts'

interface Sizes {
  /** What is loaded at once, gzipped bytes. */
  readonly start: number
  /** With what is loaded when it is first needed. */
  readonly all: number
}

/** What an application's bundle carries for the core. Sizes are exact: there is nothing to repeat. */
export async function startBundle(): Promise<Experiment> {
  const ours = await sizesOf("export { createPagamioAuth } from '@pagamio/auth-core'")
  const openid = await sizesOf("export { Configuration, clientCredentialsGrant } from 'openid-client'")
  const memoize = await sizesOf("export { default } from 'p-memoize'")
  return {
    roundsPerPass: 0,
    round: async () => {},
    rows: () => [
      {
        what: 'start bundle without a store, minified and gzipped',
        ours: `${kilobytes(ours.start)}, all chunks ${kilobytes(ours.all)}`,
        peer: `openid-client ${kilobytes(openid.start)}, p-memoize ${kilobytes(memoize.start)}`,
        floor: '–',
        ratio: intervalOf([ours.start / openid.start]),
        noise: undefined,
        target: { kind: 'at most', limit: 15.5, unit: 'kB', of: intervalOf([ours.start / 1_000]) },
      },
    ],
    stop: async () => {},
  }
}

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`

async function sizesOf(entry: string): Promise<Sizes> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname, sourcefile: 'entry.js' },
    alias: { '@pagamio/auth-core': coreDist() },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
  })
  const gzipped = new Map<string, number>()
  for (const { path, contents } of outputFiles) gzipped.set(basename(path), gzipSync(contents, { level: 9 }).length)
  const sum = (chunks: Iterable<string>) =>
    [...chunks].reduce((total, chunk) => total + (gzipped.get(basename(chunk)) ?? Number.NaN), 0)
  return { start: sum(startChunks(metafile)), all: sum(Object.keys(metafile.outputs)) }
}

/** The entry and what it imports statically, however far away. */
function startChunks({ outputs }: Metafile): Set<string> {
  const seen = new Set(Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.endsWith('entry.js')))
  for (const path of seen) {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement') seen.add(next)
  }
  return seen
}
