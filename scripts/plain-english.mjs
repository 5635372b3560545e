// Words that readers stumbled over most often. A page, a changeset or a public docstring that has one has to say it in another
// way.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Of a paragraph, a sentence, an item or a cell.
const BEGINNING = /(?:(?<=^\s*(?:[-*>]\s+)?)|(?<=\|\s*)|(?<=[.:;!?]\s+))/.source
const REST = /(?:(?!\n\s*\n)[^.?|])*/.source
const NEVER_SAID = [
  { words: /\b(?:whoever|whomever|himself|his|him|he)\b/gi, advice: 'a program is "it", people are "they"' },
  { words: /\bbe had\b/gi, advice: 'say "available", "acquired" or "returned"' },
  { words: /\bhears?\b/gi, advice: 'a listener "is called with" something, a caller "gets" it' },
  { words: new RegExp(`${BEGINNING}Who\\s${REST}\\.`, 'g'), advice: 'begin with a noun: "A caller that …"' },
]
const NEVER_ON_PAGES = [
  ...NEVER_SAID,
  { words: new RegExp(`${BEGINNING}Where\\s${REST},${REST}\\.`, 'g'), advice: 'a condition begins with "If"' },
]

const blank = (text) => text.replace(/[^\n]/g, ' ')

/** A page without its code and its links, each word where it was. */
const proseOf = (page) => page.replace(/^( *)```.*?^\1```|`[^`\n]*`|\]\([^)]*\)|<!--.*?-->/gms, blank)

/** The docstrings of a module without stars and code, each word where it was. */
function docstringsOf(module) {
  let prose = blank(module)
  for (const { 0: comment, index } of module.matchAll(/\/\*\*.*?\*\//gs)) {
    const words = comment.replace(/^\/\*\*|\*\/$|^\s*\*(?!\/)|@example.*|`[^`]*`/gm, blank).replaceAll('@', '|')
    prose = prose.slice(0, index) + words + prose.slice(index + comment.length)
  }
  return prose
}

/** The modules that a package's entries take what they export from. */
function* publicModules() {
  for (const manifest of globSync('packages/*/package.json')) {
    const { exports = {} } = JSON.parse(readFileSync(manifest, 'utf8'))
    for (const [entry] of JSON.stringify(exports).matchAll(/\.\/src\/[^"]+\.tsx?(?=")/g)) {
      const file = join(dirname(manifest), entry)
      yield file
      for (const [, from] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) yield join(dirname(file), from)
    }
  }
}

/** What has to be said in another way: where it is, and how. */
export function unclear() {
  const pages = globSync([
    '*.md',
    '{.changeset,docs,examples}/**/*.md',
    '{packages,apps}/*/*.md',
    'apps/docs/src/**/*.mdx',
  ])
  const texts = [
    ...pages.map((file) => ({ file, read: proseOf, rules: NEVER_ON_PAGES })),
    ...Array.from(new Set(publicModules()), (file) => ({ file, read: docstringsOf, rules: NEVER_SAID })),
  ]
  return texts.flatMap(({ file, read, rules }) => {
    const prose = read(readFileSync(file, 'utf8'))
    return rules.flatMap(({ words, advice }) =>
      Array.from(prose.matchAll(words), ({ 0: found, index }) => {
        const line = prose.slice(0, index).split('\n').length
        return `${file}:${line} says "${found.replaceAll(/\s+/g, ' ').slice(0, 50)}": ${advice}`
      }),
    )
  })
}
