import { fileStore } from '../../src/index.ts'
import { ample } from '../support/calls.ts'
import { say } from '../support/lines.ts'

// Asks for a lease that another process has, and has nothing else to do.
const [folder] = process.argv.slice(2)
say('asks')
void fileStore({ folder })
  .takeLease('slot', { owner: 'leaver', ttlMs: 60_000 }, ample)
  .then((given) => say({ given }))
