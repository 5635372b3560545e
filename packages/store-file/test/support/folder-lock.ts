import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { lockFile } from '../../src/file-lock.ts'
import type { Contender } from './contender.ts'

/** The store's own, with hardly any patience: it takes locks away from the living, too. */
const contender: Contender = {
  async plantDeadLock(file) {
    await mkdir(`${file}.lock`)
    await writeFile(`${file}.lock/${'0'.repeat(32)}`, '')
  },

  async replace(file, from, next) {
    const lock = await lockFile(file, next, { wanted: () => true, patienceMs: 1 })
    const replaced = (await readFile(file, 'utf8')) === from && (await lock.replace())
    await lock.release()
    return replaced
  },
}
export default contender
