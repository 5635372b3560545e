import { open, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import type { Contender } from '../support/contender.ts'

const STALE_MS = 1_000

/** As it is mostly written: a lock file that is too old is deleted, whoever has made it meanwhile. */
const contender: Contender = {
  async plantDeadLock(file) {
    await writeFile(`${file}.lock`, '')
    await utimes(`${file}.lock`, 1, 1)
  },

  async replace(file, from, next) {
    await lock(`${file}.lock`)
    const replaced = (await readFile(file, 'utf8')) === from
    if (replaced) {
      await writeFile(`${file}.${process.pid}`, next)
      await rename(`${file}.${process.pid}`, file)
    }
    await unlink(`${file}.lock`).catch(() => {})
    return replaced
  },
}
export default contender

async function lock(path: string): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    const handle = await open(path, 'wx').catch(() => undefined)
    if (handle) return handle.close()
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > STALE_MS) await unlink(path).catch(() => {})
  }
}
