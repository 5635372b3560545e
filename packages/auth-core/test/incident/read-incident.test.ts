import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeStep, readIncident, replayIncident } from '../../src/incident/index.ts'
import { isPagamioAuthError, type PagamioAuthError } from '../../src/index.ts'
import { recordedStorm } from './incidents.ts'

const text = (await recordedStorm()).incident.text()
const HOSTILE = '<script>alert(1)</script>\u001b[31mred'

/** The one sentence with which it is refused; `undefined` where it is taken. */
function refusal(file: string): string | undefined {
  try {
    readIncident(file)
    return undefined
  } catch (error) {
    expect(isPagamioAuthError(error)).toBe(true)
    const { code, message, hint } = error as PagamioAuthError
    expect(code).toBe('invalid_options')
    expect(message).toMatch(/^This is no incident to replay: [\w ,.]+\.$/)
    return message + hint
  }
}

const changed = (change: (file: Record<string, unknown>) => unknown): string => {
  const file = JSON.parse(text)
  change(file)
  return JSON.stringify(file)
}

test.each([
  ['nothing', '', 'it is no JSON'],
  ['half of a file', text.slice(0, text.length / 2), 'it is no JSON, or not all of it'],
  ['something else', '{"name":"x"}', 'it is something else'],
  ['a list', '[1,2]', 'it is something else'],
  ['another version', changed((file) => (file.incident = 2)), 'it is of another version'],
  ['a version that is text', changed((file) => (file.incident = HOSTILE)), 'it is of another version'],
  ['more than 5 MB', text + ' '.repeat(5_000_000), 'it is larger than 5 MB'],
  ['a deep one', `{"incident":1,"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'it does not begin as one'],
  ['text for the version of the library', changed((file) => (file.library = HOSTILE)), 'it does not begin as one'],
  ['another member', changed((file) => (file[HOSTILE] = 1)), 'it does not begin as one'],
  ['options', changed((file) => (file.options = { baseUrl: 'https://evil.example' })), 'it does not begin as one'],
  ['no merchants', changed((file) => (file.merchants = {})), 'it does not begin as one'],
  ['a name', changed((file) => (file.merchants = [{ merchant: HOSTILE }])), 'merchant 1 does not begin as one'],
  [
    'a prototype',
    text.replace('"actions":', '"__proto__":{"closed":true},"actions":'),
    'line 2 of merchant 1 is not as the format has it',
  ],
])('%s is refused in one sentence', (_what, file, why) => {
  const said = refusal(file)
  expect(said).toContain(why)
  expect(said).not.toMatch(/script|\[31m|evil/)
})

const VALUES = [null, 1e300, -1, true, HOSTILE, 'access-1', 'Infinity', [], {}, [[]], { __proto__: null, a: 1 }]

/** Every place of a value, as a path to it. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))]
}

test('whatever stands in whatever place, it is refused, or replayed with nothing of its own', () => {
  const places = pathsOf(JSON.parse(text)).slice(1)
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...VALUES), (place, value) => {
      const file = changed((whole) => {
        const parent = place.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, whole)
        parent[place.at(-1) as string] = value
      })
      if (refusal(file) !== undefined) return
      const said = replayIncident(readIncident(file)).map((step) => [describeStep(step), step.differences])
      expect(JSON.stringify(said)).not.toMatch(/script|u001b/)
    }),
    { numRuns: 150 },
  )
})
