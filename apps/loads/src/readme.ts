import { readFileSync } from 'node:fs'

/** The snippet of a package's page that has these words in it, as it stands. */
export function snippet(name: string, language: 'jsonc' | 'ts', words: string): string {
  const page = readFileSync(new URL(`../../../packages/${name}/README.md`, import.meta.url), 'utf8')
  const snippets = Array.from(page.matchAll(/```(\w+)\n([\s\S]*?)```/g))
  const [, , code] = snippets.find(([, is, code]) => is === language && code?.includes(words)) ?? []
  if (code === undefined) throw new Error(`The page of ${name} has no snippet with ${words}.`)
  return code
}
