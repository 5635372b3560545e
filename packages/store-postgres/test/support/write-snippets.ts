import { mkdirSync, writeFileSync } from 'node:fs'
import type { snippetsOf } from '../../../../scripts/snippets.ts'

const client = new URL('../.snippets/generated/prisma/client.ts', import.meta.url)

/** The snippets, and beside them what Prisma generates. */
export function writeSnippets({ write }: ReturnType<typeof snippetsOf>): void {
  // The sources of the Nest module have decorators.
  write({ experimentalDecorators: true })
  mkdirSync(new URL('.', client), { recursive: true })
  writeFileSync(client, `export { PrismaClient } from '../../../support/prisma-client.ts'\n`)
}
