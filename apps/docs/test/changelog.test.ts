import { expect, test } from 'vitest'
import { changelogPage } from '../collect/changelog.ts'

const changeset = (packages: string, text: string) => `---\n${packages}\n---\n\n${text}\n`

test('what is unreleased stands under each package that it changes, features first', () => {
  const page = changelogPage(
    [
      changeset("'@pagamio/ky': patch", 'A stream was lost.'),
      changeset("'@pagamio/ky': minor\n'@pagamio/axios': patch", 'Two lines,\nand:\n\n- a list'),
    ],
    new Map(),
  )
  expect(page.split('\n\n').slice(2)).toEqual([
    '## @pagamio/axios',
    '### Unreleased',
    '**Mended**',
    '- Two lines,\n  and:',
    '  - a list',
    '## @pagamio/ky',
    '### Unreleased',
    '**New**',
    '- Two lines,\n  and:',
    '  - a list',
    '**Mended**',
    '- A stream was lost.',
    '',
  ])
})

test('what was released follows, below its package', () => {
  const written = '# @pagamio/ky\n\n## 1.0.0\n\n### Minor Changes\n\n- abc123: Hooks.\n'
  const page = changelogPage([], new Map([['@pagamio/ky', written]]))
  expect(page.split('\n\n').slice(2)).toEqual([
    '## @pagamio/ky',
    '### 1.0.0',
    '#### Minor Changes',
    '- abc123: Hooks.',
    '',
  ])
})
