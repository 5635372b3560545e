import { startWorker } from './worker.ts'

export interface Seen {
  /** How many times a file was read. */
  readonly looks: number
  /** How many of them were not whole. */
  readonly torn: number
  /** How many of them were of an older generation than before. */
  readonly fallen: number
  readonly slots: number
}

/** Watches the files of a folder from another process; gives a function that says what was seen so far. */
export async function watch(folder: string): Promise<() => Promise<Seen>> {
  const worker = startWorker('watcher', [folder])
  await worker.next()
  return async () => {
    worker.send('report')
    return (await worker.next()) as Seen
  }
}
