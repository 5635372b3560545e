import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The file that users of the published core import, as its package.json has it: within the workspace the source stands there. */
export function coreDist(): string {
  const manifest = new URL(import.meta.resolve('@pagamio/auth-core/package.json'))
  const { publishConfig } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    publishConfig: { exports: { '.': { import: string } } }
  }
  return fileURLToPath(new URL(publishConfig.exports['.'].import, manifest))
}
