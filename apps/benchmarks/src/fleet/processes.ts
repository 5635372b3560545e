import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { StartFleet } from './fleet.ts'
import type { SharedPlace } from './places.ts'

const program = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** Processes that get a token in the way of that name, and share what is in a fresh place. */
export const processes =
  (way: string, open: () => Promise<SharedPlace>): StartFleet =>
  async (baseUrl, members) => {
    const place = await open()
    const children = Array.from({ length: members }, () => fork(program, [way, baseUrl, place.at], { execArgv: [] }))
    const heard = () => Promise.all(children.map((child) => once(child, 'message')))
    // All are ready before any begins, so that only the sharing is measured.
    await heard()
    const tell = async (what: string) => {
      const answers = heard()
      for (const child of children) child.send(what)
      return answers
    }
    return {
      async all(what) {
        await tell(what)
      },
      operations: async () => (await tell('count')).reduce((sum, [count]) => sum + (count as number), 0),
      async close() {
        const ended = children.map((child) => once(child, 'exit'))
        for (const child of children) child.kill('SIGKILL')
        await Promise.all(ended)
        await place.close()
      },
    }
  }
