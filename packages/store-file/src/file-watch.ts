import { unwatchFile, watchFile } from 'node:fs'

/** With the question before it, less than the half second that the core gives a store. */
const WITHIN_MS = 250
const LOOK_MS = 20

/** A file that is watched, until `end()`. */
export interface FileWatch {
  /** Resolves when the file is changed or replaced, or after a quarter of a second. It never rejects. */
  readonly changed: Promise<void>
  end(): void
}

/**
 * For a process that waits for the lease of another one. It keeps no process alive.
 *
 * The system looks at the file's dates (`watchFile`). It could also tell (`watch`), but inotify has 128 watchers for all
 * processes of a user, each keeps one for as long as it runs, and there are mounts without any events.
 */
export function fileWatches(): (path: string) => FileWatch {
  /** If there are many, each adds a millisecond between two looks: a thousand looks a second at most. */
  let watches = 0

  return (path) => {
    watches++
    let tell = () => {}
    const changed = new Promise<void>((resolve) => {
      tell = () => resolve()
    })
    const timer = setTimeout(tell, WITHIN_MS)
    timer.unref()
    const watcher = watchFile(path, { interval: Math.max(LOOK_MS, watches), persistent: false }, tell)
    // Node keeps one for each path, and takes more than ten who listen to it for a leak.
    watcher.setMaxListeners(0)
    return {
      changed,
      end() {
        watches--
        clearTimeout(timer)
        unwatchFile(path, tell)
      },
    }
  }
}
