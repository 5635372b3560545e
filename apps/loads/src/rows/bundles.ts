import type { Command, Row } from '../row.ts'

/** One login for two instances over a store, whose part of the core is loaded late, and an error that is known as ours. */
const program = `
async function main({ createPagamioAuth, isPagamioAuthError, memoryStore }, { attachPagamio }, axios, simulators) {
  const simulator = simulators.createSimulator()
  const credentials = simulators.demoCredentials
  const options = { environment: 'sandbox', credentials, fetch: simulator.fetch, store: memoryStore() }
  const [one, other] = [createPagamioAuth(options), createPagamioAuth(options)]
  const response = await one.fetch('/products/categories')
  await other.getToken()
  attachPagamio(axios.create(), one)
  const wrong = createPagamioAuth(() => ({ credentials }))
  const known = await wrong.getToken().catch(isPagamioAuthError)
  if (response.status !== 200 || simulator.count('login') !== 1 || known !== true) throw new Error('it went wrong')
  if (one.status().store?.state !== 'working') throw new Error('the store does not work')
  await Promise.all([one.close(), other.close()])
  console.log('one login')
}
`
const modules = ['@pagamio/auth-core', '@pagamio/axios', 'axios', '@pagamio/simulator']
const esm = `import * as core from '@pagamio/auth-core'
import * as ours from '@pagamio/axios'
import axios from 'axios'
import * as simulators from '@pagamio/simulator'
${program}
main(core, ours, axios, simulators)
`
const cjs = `${program}
main(${modules.map((name) => `require('${name}')`).join(', ')})
`

const ran = (...args: string[]): Command => ({ args, says: /one login/ })

const webpack = `
const webpack = require('webpack')
const config = (entry) => ({
  entry: './' + entry,
  target: 'node',
  mode: 'production',
  output: { path: __dirname + '/built', filename: entry + '.js' },
})
webpack([config('entry.mjs'), config('entry.cjs')], (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
})
`

const vite = `
import { build } from 'vite'
await build({ logLevel: 'error', ssr: { noExternal: true }, build: { ssr: 'entry.mjs', outDir: 'of-vite' } })
`

const esbuild = (entry: string, format: string): Command => ({
  args: ['node_modules/esbuild/bin/esbuild', entry, '--bundle', '--platform=node', `--format=${format}`].concat([
    `--outfile=built/${entry}.${format === 'esm' ? 'mjs' : 'cjs'}`,
    // What bundles CommonJS into an ES module needs a require of its own.
    ...(format === 'esm'
      ? ["--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"]
      : []),
  ]),
})

const bun = `node_modules/@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}/bin/bun`

/** With each by itself: what it makes is run. */
const bundlers: readonly Command[] = [
  { args: ['webpack.cjs'] },
  ran('built/entry.mjs.js'),
  ran('built/entry.cjs.js'),
  { args: ['vite.mjs'] },
  ran('of-vite/entry.mjs'),
  esbuild('entry.mjs', 'esm'),
  ran('built/entry.mjs.mjs'),
  esbuild('entry.mjs', 'cjs'),
  ran('built/entry.mjs.cjs'),
  esbuild('entry.cjs', 'cjs'),
  ran('built/entry.cjs.cjs'),
  ...['entry.mjs', 'entry.cjs'].flatMap((entry) => [
    { args: ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', `of-ncc/${entry}`] },
    ran(`of-ncc/${entry}/index.${entry.split('.')[1]}`),
  ]),
]

const executables: readonly Command[] = [
  { node: bun, args: ['build', '--compile', 'entry.mjs', '--outfile', 'of-bun'] },
  { node: 'of-bun', args: [], says: /one login/ },
  { args: ['--experimental-sea-config', 'sea.json'] },
  { args: ['-e', "require('fs').copyFileSync(process.execPath, 'of-node')"] },
  {
    args: ['node_modules/postject/dist/cli.js', 'of-node', 'NODE_SEA_BLOB', 'sea.blob', '--sentinel-fuse'].concat([
      'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
    ]),
  },
  { node: 'of-node', args: [], says: /one login/ },
]

export const bundles: Row = {
  name: 'bundled by webpack, Vite, esbuild, ncc, Bun and Node',
  project: {
    ours: ['auth-core', 'axios', 'simulator'],
    theirs: ['axios@1', 'webpack@5', 'vite@8', 'esbuild@0.28', '@vercel/ncc@0.38', 'bun@1', 'postject@1.0.0-alpha.6'],
    files: {
      'entry.mjs': esm,
      'entry.cjs': cjs,
      'webpack.cjs': webpack,
      'vite.mjs': vite,
      'sea.json': JSON.stringify({
        main: 'built/entry.mjs.cjs',
        output: 'sea.blob',
        disableExperimentalSEAWarning: true,
      }),
    },
  },
  commands: [...bundlers, ...executables],
}
