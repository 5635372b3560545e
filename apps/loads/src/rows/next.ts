import { readFileSync } from 'node:fs'
import { bundle } from '../bundle.ts'
import type { Row } from '../row.ts'

/** The files that the recipe shows, each with its name in the first line. */
const recipe = Object.fromEntries(
  Array.from(
    readFileSync(new URL('../../../../docs/nextjs.md', import.meta.url), 'utf8').matchAll(
      /```tsx?\n\/\/ (\S+)\n(.*?)```/gs,
    ),
    ([, name = '', code = '']) => [name, code],
  ),
)

const layout = `import type { ReactNode } from 'react'
export default function Layout({ children }: { children: ReactNode }) {
  return <html lang="en"><body>{children}</body></html>
}
`

const project = async (major: number, react: number, program: string): Promise<Row['project']> => ({
  ours: ['auth-core'],
  theirs: [`next@${major}`, `react@${react}`, `react-dom@${react}`, `@types/react@${react}`, '@types/node@24'].concat([
    'typescript@5.9',
  ]),
  files: { 'app/layout.tsx': layout, ...recipe, ...(await bundle(program)) },
})

const row = async (major: number, react: number, between = false): Promise<Row> => ({
  name: `Next.js ${major}, built and served`,
  between,
  project: await project(major, react, 'next'),
  commands: [{ args: ['next.mjs'], says: /built and served/ }],
})

/** `next dev`, while its files are edited. */
export const edited: Row = {
  name: 'Next.js 16, edited',
  project: await project(16, 19, 'next-dev'),
  commands: [{ args: ['next-dev.mjs'], says: /edited, with one login/ }],
}

export const next: readonly Row[] = await Promise.all([row(14, 18), row(15, 19, true), row(16, 19)])
