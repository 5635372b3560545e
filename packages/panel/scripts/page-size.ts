// What a browser loads: the whole page, as it is sent.
import { gzipSync } from 'node:zlib'
import { buildPage } from '../src/page-from-source.ts'

const MOST = 60_000

const html = await buildPage()
const packed = gzipSync(html).length
console.log(`the page: ${html.length} bytes, ${packed} gzipped; at most ${MOST}`)
if (packed > MOST) process.exitCode = 1
