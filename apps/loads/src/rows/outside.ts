import type { Row } from '../row.ts'

// Installed by force: a sentence says what is needed, and no SyntaxError names an export.
const test = `
import assert from 'node:assert/strict'
import { PagamioAuthError } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import { redisStore } from '@pagamio/store-redis'
import axios from 'axios'
import redis from 'redis'

const needs = (message) => (error) => error instanceof PagamioAuthError && error.code === 'invalid_options' && message.test(error.message)
assert.throws(() => attachPagamio(axios.create(), {}), needs(/axios 1\\.6 or later, and this is 0\\.27\\.2/))
const client = redis.createClient({ retry_strategy: () => undefined })
client.on('error', () => {})
assert.throws(() => redisStore(client), needs(/node-redis 4 or later/))
client.end(false)
await assert.rejects(import('@pagamio/nestjs/health'), /needs @nestjs\\/terminus 11 or later/)
console.log('said')
`

export const outside: Row = {
  name: 'versions outside the peer ranges',
  project: {
    ours: ['auth-core', 'axios', 'nestjs', 'store-redis'],
    theirs: ['axios@0.27.2', 'redis@3', '@nestjs/common@10', '@nestjs/core@10', '@nestjs/terminus@10', 'rxjs@7'].concat(
      ['reflect-metadata@0.2'],
    ),
    files: { 'test.mjs': test },
    force: true,
  },
  commands: [{ args: ['test.mjs'], says: /said/ }],
}
