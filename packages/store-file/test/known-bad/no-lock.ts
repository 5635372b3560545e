import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Contender } from '../support/contender.ts'

/** Replaces atomically, but not what it has compared with. */
const contender: Contender = {
  plantDeadLock: async () => {},

  async replace(file, from, next) {
    if ((await readFile(file, 'utf8')) !== from) return false
    await writeFile(`${file}.${process.pid}`, next)
    await rename(`${file}.${process.pid}`, file)
    return true
  },
}
export default contender
