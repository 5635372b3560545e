// A time of day that a server takes for the machine's, and that a test turns: libfaketime, from Debian's package.
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a server is started with. How long things take is measured on another clock, which goes on. */
export interface ServerClock {
  readonly env: NodeJS.ProcessEnv
  /** @param seconds ahead of the machine's clock from now on, or behind it */
  turn(seconds: number): void
  /** Removes what a process of this clock has left behind. */
  tidyUpAfter(pid: number | undefined): void
  close(): void
}

const GET_ONE = 'apt-get update && apt-get install -y libfaketime'

const library: string | undefined = (existsSync('/usr/lib') ? readdirSync('/usr/lib') : [])
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path))

/**
 * Says loudly what is missing and how to get it. Where a server is required, with PAGAMIO_REQUIRE_POSTGRES=1 or
 * PAGAMIO_REQUIRE_REDIS=1, it throws instead.
 */
export function clockIsMissing(): boolean {
  if (library) return false
  const message = `No libfaketime on this machine. To turn the clocks of servers: ${GET_ONE}`
  const { PAGAMIO_REQUIRE_POSTGRES, PAGAMIO_REQUIRE_REDIS } = process.env
  if (PAGAMIO_REQUIRE_POSTGRES === '1' || PAGAMIO_REQUIRE_REDIS === '1') throw new Error(message)
  console.warn(`\nSKIPPED, NOT TESTED: ${message}\n`)
  return true
}

export function serverClock(): ServerClock {
  if (!library) throw new Error(`No libfaketime: ${GET_ONE}`)
  const folder = mkdtempSync(join(tmpdir(), 'pagamio-clock-'))
  // Servers run as other users.
  chmodSync(folder, 0o755)
  const file = join(folder, 'offset')
  const turn = (seconds: number) => {
    writeFileSync(`${file}.next`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 })
    renameSync(`${file}.next`, file)
  }
  turn(0)
  return {
    env: {
      ...process.env,
      // Debian's Redis allocates with jemalloc, which asks for the time as it starts; libfaketime starts then, and
      // allocates. The C library's own allocator comes first here.
      LD_PRELOAD: `${library} libc.so.6`,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    turn,
    tidyUpAfter(pid) {
      for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`]) rmSync(`/dev/shm/${name}`, { force: true })
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
