import { type Decision, updateFile } from './update-file.ts'

/** Only a disk that does not answer at all lets a line grow so long. */
const LONGEST_LINE = 10_000

/** One caller's wish for a record. */
interface Wish {
  readonly signal: AbortSignal
  readonly durable: boolean
  readonly decide: (record: unknown) => Decision<unknown>
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * The wishes of this process, a line for each file. Those that come while the file is being written are served together
 * by the next write, so that many callers at once cost other processes no more than one does.
 */
export class UpdateQueue {
  readonly #prepare: () => Promise<unknown>
  readonly #lines = new Map<string, Wish[]>()

  /** @param prepare what is done before each write; if it rejects, so do the wishes of that write */
  constructor(prepare: () => Promise<unknown>) {
    this.#prepare = prepare
  }

  update<T>(
    path: string,
    { signal, durable = false }: { signal: AbortSignal; durable?: boolean },
    decide: (record: unknown) => Decision<T>,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wish: Wish = { signal, durable, decide, resolve: resolve as Wish['resolve'], reject }
      const line = this.#lines.get(path)
      if (line && line.length >= LONGEST_LINE) reject(new Error('too many wait for a file of the store'))
      else if (line) line.push(wish)
      else void this.#serve(path, [wish])
    })
  }

  async #serve(path: string, line: Wish[]): Promise<void> {
    this.#lines.set(path, line)
    while (line.length > 0) {
      const served = line.splice(0)
      const wanted = () => served.some(({ signal }) => !signal.aborted)
      const durable = served.some((wish) => wish.durable)
      try {
        await this.#prepare()
        const answers = await updateFile(path, { wanted, durable }, (record) => decideAll(served, record))
        for (const wish of served) wish.resolve(answers.get(wish))
      } catch (error) {
        for (const wish of served) wish.reject(error)
      }
    }
    this.#lines.delete(path)
  }
}

/** One after the other, each on the result of the one before; an aborted one is skipped. */
function decideAll(wishes: readonly Wish[], record: unknown): Decision<Map<Wish, unknown>> {
  let next: unknown
  const answer = new Map<Wish, unknown>()
  for (const wish of wishes) {
    if (wish.signal.aborted) continue
    const decision = wish.decide(next === undefined ? record : next)
    if (decision.next !== undefined) next = decision.next
    answer.set(wish, decision.answer)
  }
  return { next, answer }
}
