import { describe, expect, test } from 'vitest'
import { indented } from '../src/api/indented.ts'

describe('JSON at a terminal', () => {
  test.each([
    { a: [1, { b: null }], c: 'd' },
    [],
    {},
    [[], {}, [[]], { a: {} }],
    'a string',
    7,
    null,
    { 'a"b\\': 'c,{}[]:"\\', '': ' ' },
    { text: '\u2028 é \n', list: ['x, y', '{', true, false] },
  ])('%j is as it would be printed by the platform', (value) => {
    const wanted = JSON.stringify(value, null, 2)
    expect(indented(JSON.stringify(value))).toBe(wanted)
    expect(indented(wanted)).toBe(wanted)
  })

  test('keeps every number as it came: a long id, cents, an exponent', () => {
    expect(indented('{"id":12345678901234567890,"amount":50.00,"small":1E-9,"minus":-0}')).toBe(
      ['{', '  "id": 12345678901234567890,', '  "amount": 50.00,', '  "small": 1E-9,', '  "minus": -0', '}'].join('\n'),
    )
  })

  test('keeps escapes and repeated names, which may mean something to somebody', () => {
    expect(indented('{"a":"\\u0041\\/","a":1}')).toBe('{\n  "a": "\\u0041\\/",\n  "a": 1\n}')
  })

  test.each(['', 'not json', '{"a":1', '[1,]', '{"a":1}}'])('leaves %j alone, which is none', (text) => {
    expect(indented(text)).toBe(text)
  })
})
