import { type Fault, refusalNames } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../src/exit-codes.ts'
import { faultRuleOf } from '../../src/simulate/fault-rule.ts'
import { refusalWords } from '../../src/simulate/refusal-words.ts'
import { thrownBy } from './support/thrown-by.ts'

const endpoints = [
  ...[
    'login',
    'refresh',
    'passwords',
    'categories',
    'fields',
    'products',
    'brands',
    'lookup',
    'purchase',
    'transactions',
  ],
  ...['health', 'any'],
]

const faults: readonly (readonly [string, Fault])[] = [
  ['503', { kind: 'status', status: 503 }],
  ['429', { kind: 'status', status: 429 }],
  ['503:html', { kind: 'status', status: 503, body: 'html' }],
  ['200:envelope', { kind: 'status', status: 200, body: 'envelope' }],
  ['refusal:balance-too-low', { kind: 'refusal', refusal: 'balance-too-low' }],
  ['delay:3000', { kind: 'delay', ms: 3000 }],
  ['delay:0', { kind: 'delay', ms: 0 }],
  ['reset', { kind: 'reset' }],
  ['lose-answer', { kind: 'lose-answer' }],
  ['hang', { kind: 'hang' }],
  ['hang-after-headers', { kind: 'hang-after-headers' }],
  ['drip', { kind: 'drip' }],
  ['drip:50', { kind: 'drip', bytesPerSecond: 50 }],
  ['malformed-json', { kind: 'malformed-json' }],
  ['html', { kind: 'html' }],
  ['gzip-bomb', { kind: 'gzip-bomb' }],
  ['gzip-bomb:64', { kind: 'gzip-bomb', megabytes: 64 }],
  ['redirect:https://elsewhere.example', { kind: 'redirect', location: 'https://elsewhere.example/' }],
  ['redirect:http://127.0.0.1:8/a?b=c', { kind: 'redirect', location: 'http://127.0.0.1:8/a?b=c' }],
]

test('there is a word for each refusal of the simulator', () => {
  expect(refusalWords).toEqual(refusalNames)
})

describe('--fail', () => {
  test.each(faults)('login=%s is that fault, once', (text, fault) => {
    expect(faultRuleOf(`login=${text}`)).toEqual({ endpoint: 'login', fault, times: 1 })
  })

  test.each(faults)('login=%s is that fault so many times with x3, and for ever with x*', (text, fault) => {
    expect(faultRuleOf(`login=${text}x3`)).toEqual({ endpoint: 'login', fault, times: 3 })
    expect(faultRuleOf(`login=${text}x*`)).toEqual({ endpoint: 'login', fault, times: Number.POSITIVE_INFINITY })
  })

  test.each(endpoints)('%s is an endpoint', (endpoint) => {
    expect(faultRuleOf(`${endpoint}=reset`).endpoint).toBe(endpoint)
  })

  test('a place that ends in x and digits is written with x1 behind it', () => {
    expect(faultRuleOf('any=redirect:http://127.0.0.1:8/x3x1')).toMatchObject({
      fault: { location: 'http://127.0.0.1:8/x3' },
      times: 1,
    })
  })

  test.each([
    ['', '<endpoint>=<fault>'],
    ['hunter2', '<endpoint>=<fault>'],
    ['hunter2=reset', 'login, refresh,'],
    ['=reset', 'login, refresh,'],
    ['Login=reset', 'login, refresh,'],
    ['unknown=reset', 'login, refresh,'],
    ['login=', '--fail login='],
    ['login=hunter2', '--fail login='],
    ['login= reset', '--fail login='],
    ['login=reset:hunter2', '--fail login='],
    ['login=reset:', '--fail login='],
    ['login=199', '--fail login='],
    ['login=600', '--fail login='],
    ['login=5030', '--fail login='],
    ['login=503:hunter2', '--fail login='],
    ['login=refusal', '--fail login='],
    ['login=refusal:hunter2', '--fail login='],
    ['login=delay', '--fail login='],
    ['login=delay:', '--fail login='],
    ['login=delay:-1', '--fail login='],
    ['login=delay:1e3', '--fail login='],
    ['login=delay:600001', '--fail login='],
    ['login=drip:0', '--fail login='],
    ['login=gzip-bomb:hunter2', '--fail login='],
    ['login=gzip-bomb:10241', '--fail login='],
    ['login=redirect', '--fail login='],
    ['login=redirect:/hunter2', '--fail login='],
    ['login=redirect:ftp://hunter2.example', '--fail login='],
    ['login=redirect:http://', '--fail login='],
    ['login=resetx', '--fail login='],
    ['login=reset x3', '--fail login='],
    ['login=resetx-1', '--fail login='],
    ['login=resetx1000000', '--fail login='],
    ['login=resetx0', 'from x1'],
  ])('%j is refused with what it should be, and not repeated (failure mode 117)', (text, expected) => {
    const failure = thrownBy(() => faultRuleOf(text))
    expect(failure).toMatchObject({ exitCode: exitCodes.usage, message: expect.stringContaining(expected) })
    expect(failure.message).toContain('--fail')
    expect(`${failure.message} ${failure.hint}`).not.toContain('hunter2')
  })
})
