import { once } from 'node:events'
import { createSimulator, type Listener, type ListenOptions, type Simulator, turnableClock } from '@pagamio/simulator'
import { Failure } from '../failure.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { controlOf } from './control-flags.ts'
import { openDemo } from './demo-client.ts'
import { exportLines } from './exports.ts'
import { idleClock } from './idle-clock.ts'
import { logHead, logLine } from './log-line.ts'
import { type SimulateFlags, simulatorOptionsOf } from './simulate-flags.ts'
import { tallyOf } from './tally.ts'

const DOCUMENTED_WINDOW_S = 60

/** Serves until it is interrupted, which is how it ends well. */
export async function simulate({ env, stdout, stderr, interruption }: Shell, flags: SimulateFlags): Promise<void> {
  const screen = screenOn(stderr, env)
  const controlled = controlOf(flags, env)
  const clock = turnableClock(idleClock)
  const simulator = createSimulator({
    ...simulatorOptionsOf(flags),
    clock,
    onRequest: (entry) => screen.line(logLine(entry, new Date(), screen.paint)),
  })
  for (const { endpoint, fault, times } of flags.fail ?? []) simulator.failNext(endpoint, fault, times)

  const { signal, forget } = interruption()
  try {
    const { control, url } = await listen(simulator, {
      port: flags.port,
      hostname: flags.address,
      control: controlled ?? false,
    })
    screen.line(`${screen.paint('bold', `Simulating Pagamio at ${url}`)} (Ctrl-C ends it)`)
    screen.line()
    // A key that was given is known already.
    const made = control && controlled?.key === undefined ? { PAGAMIO_SIMULATOR_KEY: control.key } : {}
    stdout.write(exportLines(url, control && { PAGAMIO_SIMULATOR_URL: control.url, ...made }))
    screen.line()
    const demo = flags.panel ? await openDemo(simulator, clock, url, flags) : undefined
    if (demo) screen.line(`${screen.paint('bold', 'See what a client does:')} ${demo.url}`)
    if (demo) screen.line()
    screen.line(logHead(screen.paint))
    if (!signal.aborted) await once(signal, 'abort')
    await demo?.close()
  } finally {
    await simulator.close()
    forget()
  }
  // The terminal has put ^C on this line.
  if (screen.terminal) screen.line()
  screen.line(tallyOf(simulator, (flags.window ?? DOCUMENTED_WINDOW_S) * 1000))
}

async function listen(simulator: Simulator, where: ListenOptions): Promise<Listener> {
  const { hostname, port } = where
  try {
    return await simulator.listen(where)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new Failure(`Port ${port} is taken.`, 'Any free one will do? Use --port 0.')
    if (code === 'EACCES')
      throw new Failure(`Port ${port} is not for this user.`, 'Any free one will do? Use --port 0.')
    if (code === 'EADDRNOTAVAIL') throw new Failure(`This machine does not have the address ${hostname}.`, '')
    throw error
  }
}
