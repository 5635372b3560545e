// collect/*.ts
import { expect, test } from 'vitest'
import { page } from '../collect/page.ts'

const places = new Map([
  ['docs/errors.md', 'operate/errors'],
  ['packages/hono/README.md', 'packages/hono'],
])
const body = (text: string) => page(`# A \`title\`\n\n${text}`, 'docs/stores.md', places).split('---\n')[2]?.trim()

test('the first heading becomes the title', () => {
  expect(page('# A `title`\n\nText.', 'docs/stores.md', places)).toContain('title: "A title"')
  expect(() => page('Text.', 'docs/stores.md', places)).toThrow('docs/stores.md has no title')
})

test.each([
  ['[it](errors.md#closed)', '[it](/operate/errors/#closed)'],
  ['[it](../packages/hono/README.md)', '[it](/packages/hono/)'],
  ['[it](../apps/fleet)', '[it](https://github.com/pagamio/pagamio-js/tree/main/apps/fleet)'],
  ['[it](#below)', '[it](#below)'],
  ['[it](https://example.com/a.md)', '[it](https://example.com/a.md)'],
  ['[it]: errors.md', '[it]: /operate/errors/'],
  ['[it](https://github.com/pagamio/pagamio-js/blob/main/docs/errors.md#closed)', '[it](/operate/errors/#closed)'],
  ['[it](https://github.com/pagamio/pagamio-js/tree/main/packages/hono#readme)', '[it](/packages/hono/)'],
  ['[it](https://github.com/pagamio/pagamio-js/tree/main/packages/hono#a-proxy)', '[it](/packages/hono/#a-proxy)'],
  [
    '[it](https://github.com/pagamio/pagamio-js/blob/main/examples/php.php)',
    '[it](https://github.com/pagamio/pagamio-js/tree/main/examples/php.php)',
  ],
  ['```md\n[it](errors.md)\n```\n[it](errors.md)', '```md\n[it](errors.md)\n```\n[it](/operate/errors/)'],
])('%s', (text, expected) => {
  expect(body(text)).toBe(expected)
})
