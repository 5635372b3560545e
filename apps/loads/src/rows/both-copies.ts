import type { Row } from '../row.ts'

// Both copies of the core and of the Nest module in one process, found by their files: what one makes the other takes.
const test = `
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { Test } from '@nestjs/testing'
import * as esm from '@pagamio/auth-core'
import * as esmNest from '@pagamio/nestjs'
import { createSimulator, demoCredentials } from '@pagamio/simulator'

const require = createRequire(import.meta.url)
const cjs = require('./node_modules/@pagamio/auth-core/dist/index.cjs')
// The CommonJS copy finds the CommonJS copy of the core, as in Jest.
const Module = require('node:module')
const resolve = Module._resolveFilename
Module._resolveFilename = (name, ...rest) =>
  name === '@pagamio/auth-core' ? require.resolve('./node_modules/@pagamio/auth-core/dist/index.cjs') : resolve(name, ...rest)
const cjsNest = require('./node_modules/@pagamio/nestjs/dist/index.cjs')
assert.notEqual(esm.createPagamioAuth, cjs.createPagamioAuth)
assert.notEqual(esmNest.PagamioModule, cjsNest.PagamioModule)

const pairs = [[esm, cjs, esmNest, cjsNest], [cjs, esm, cjsNest, esmNest]]
for (const [one, other, oneNest, otherNest] of pairs) {
  const error = new one.PagamioAuthError('closed', 'closed')
  assert.ok(error instanceof other.PagamioAuthError)
  assert.ok(other.isPagamioAuthError(error))
  class Own extends other.PagamioAuthError {}
  assert.ok(!(error instanceof Own))
  assert.ok(new Own('closed', 'closed') instanceof Own)
  assert.ok(!(new Error('closed') instanceof other.PagamioAuthError))
  assert.equal(other.httpTrouble(error).status, one.httpTrouble(error).status)

  // The budget of an origin is one, and a token of one copy is rejected in the other.
  const simulator = createSimulator()
  const options = { environment: 'sandbox', credentials: demoCredentials, fetch: simulator.fetch }
  const store = one.memoryStore()
  const [ours, theirs] = [one, other].map((copy) => copy.createPagamioAuth({ ...options, store }))
  const first = await ours.getToken()
  await theirs.getToken()
  assert.equal(simulator.count('login'), 1)
  const next = await theirs.getToken({ rejected: first })
  assert.notEqual(next.value, first.value)
  assert.equal(theirs.status().budget.login.remaining, ours.status().budget.login.remaining)
  await Promise.all([ours.close(), theirs.close()])

  // What one copy provides is injected where the other asks for it, and a second one of the same name is refused.
  const module = await Test.createTestingModule({ imports: [oneNest.PagamioModule.forRoot(options)] }).compile()
  assert.equal(module.get(otherNest.PagamioService), module.get(oneNest.getPagamioToken()))
  await module.close()
  const twins = await Test.createTestingModule({
    imports: [oneNest.PagamioModule.forRoot(options), otherNest.PagamioModule.forRoot(options)],
  }).compile()
  await assert.rejects(twins.init(), { code: 'invalid_options' })
}
console.log('understood')
`

export const bothCopies: Row = {
  name: 'both copies in one process',
  project: {
    ours: ['auth-core', 'nestjs', 'simulator'],
    theirs: ['@nestjs/common@11', '@nestjs/core@11', '@nestjs/testing@11', 'reflect-metadata@0.2', 'rxjs@7'],
    files: { 'test.mjs': test },
  },
  commands: [{ args: ['test.mjs'], says: /understood/ }],
}
