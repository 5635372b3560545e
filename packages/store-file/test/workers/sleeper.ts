import { lockFile } from '../../src/file-lock.ts'
import { say } from '../support/lines.ts'

// Takes a lock, is stopped, and goes on as if nothing had happened when it is woken.
const [file = '', draft = '', text] = process.argv.slice(2)
const lock = await lockFile(file, draft, { wanted: () => true })
say('locked')
process.kill(process.pid, 'SIGSTOP')
const replaced = await lock.replace(text)
await lock.release()
say({ replaced })
