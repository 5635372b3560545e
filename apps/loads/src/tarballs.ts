import { execFile } from 'node:child_process'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packages = fileURLToPath(new URL('../../../packages', import.meta.url))
const packed = new Map<string, Promise<string>>()

/** The packages as they are published, each packed once. */
export const tarballs = (names: readonly string[]): Promise<string[]> => Promise.all(names.map(tarball))

function tarball(name: string): Promise<string> {
  const known = packed.get(name) ?? pack(name)
  packed.set(name, known)
  return known
}

async function pack(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pagamio-packed-'))
  await run('pnpm', ['pack', '--pack-destination', folder], { cwd: join(packages, name) })
  const [file = ''] = await readdir(folder)
  return join(folder, file)
}
