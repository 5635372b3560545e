import { once } from 'node:events'
import { createSimulator, type Listener, type Simulator } from '@pagamio/simulator'
import { Failure } from '../failure.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { exportLines } from './exports.ts'
import { idleClock } from './idle-clock.ts'
import { logHead, logLine } from './log-line.ts'
import { type SimulateFlags, simulatorOptionsOf } from './simulate-flags.ts'
import { tallyOf } from './tally.ts'

const DOCUMENTED_WINDOW_S = 60

/** Serves until it is interrupted, which is how it ends well. */
export async function simulate({ env, stdout, stderr, interruption }: Shell, flags: SimulateFlags): Promise<void> {
  const screen = screenOn(stderr, env)
  const simulator = createSimulator({
    ...simulatorOptionsOf(flags),
    clock: idleClock,
    onRequest: (entry) => screen.line(logLine(entry, new Date(), screen.paint)),
  })
  for (const { endpoint, fault, times } of flags.fail ?? []) simulator.failNext(endpoint, fault, times)

  const { signal, forget } = interruption()
  try {
    const { url } = await listen(simulator, flags.port)
    screen.line(`${screen.paint('bold', `Simulating Pagamio at ${url}`)} (Ctrl-C ends it)`)
    screen.line()
    stdout.write(exportLines(url))
    screen.line()
    screen.line(logHead(screen.paint))
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await simulator.close()
    forget()
  }
  // The terminal has put ^C on this line.
  if (screen.terminal) screen.line()
  screen.line(tallyOf(simulator, (flags.window ?? DOCUMENTED_WINDOW_S) * 1000))
}

async function listen(simulator: Simulator, port: number): Promise<Listener> {
  try {
    return await simulator.listen({ port, hostname: '127.0.0.1' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Failure(`Port ${port} is taken.`, 'Any free one will do? Use --port 0.')
    if (code === 'EACCES')
      throw new Failure(`Port ${port} is not for this user.`, 'Any free one will do? Use --port 0.')
    throw error
  }
}
