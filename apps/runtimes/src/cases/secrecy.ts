import type { Case } from '../case.ts'

export const secrecyCases: readonly Case[] = [
  {
    name: 'a token prints redacted',
    async run({ auth, equal, ok }) {
      const token = await auth().getToken()
      ok(token.value.length > 20, 'there is a secret to be kept')
      const prints = [String(token), `${token}`, JSON.stringify({ token }), ...inspected({ token })]
      for (const text of prints) ok(!text.includes(token.value), 'no print holds the value')
      equal(prints.filter((text) => text.includes('redacted')).length, prints.length, 'prints that say redacted')
      // Workers of 2024 had nothing to inspect with.
      equal(prints.length, 'process' in globalThis || 'Deno' in globalThis ? 4 : 3, 'ways of printing')
    },
  },
  {
    name: 'headers refuse a token that was not asked for its value',
    async run({ auth, equal, ok }) {
      const token = await auth().getToken()
      let refusal: unknown
      try {
        new Headers({ authorization: `Bearer ${token}` })
      } catch (error) {
        refusal = error
      }
      ok(refusal instanceof TypeError, `a TypeError was thrown: ${String(refusal)}`)
      ok(!String(refusal).includes(token.value), 'the error does not hold the value')
      const headers = new Headers({ authorization: token.authorization })
      equal(headers.get('authorization'), `Bearer ${token.value}`, 'the header when asked properly')
    },
  },
]

type Inspect = (value: unknown) => string

/** What the runtime's own console would print. */
function inspected(value: unknown): readonly string[] {
  const { Bun, Deno, process } = globalThis as {
    Bun?: { inspect: Inspect }
    Deno?: { inspect: Inspect }
    process?: { getBuiltinModule?(name: string): { inspect: Inspect } }
  }
  const inspect = Bun?.inspect ?? Deno?.inspect ?? process?.getBuiltinModule?.('node:util').inspect
  return inspect ? [inspect(value)] : []
}
