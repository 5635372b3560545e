// The Worker that has the object. Tests may end one as the platform does: it is there no more, and what it has stored is.
import { type ObjectState, PagamioStore as Store } from '../../src/index.ts'

/** The objects' clock stands still as soon as it is turned: how long a busy machine takes is nothing to them then. */
let turnedTo: number | undefined
const realNow = Date.now
Date.now = () => turnedTo ?? realNow()

/** Timers of the objects that are not over: the platform lets an object have so many, and keeps it awake for each. */
const timers = new Set<unknown>()
const { setTimeout: start, clearTimeout: stop } = globalThis
const timeoutOf = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (ms) => {
  const signal = timeoutOf(ms)
  timers.add(signal)
  signal.addEventListener('abort', () => timers.delete(signal))
  return signal
}
globalThis.setTimeout = ((work: () => void, ms: number) => {
  const timer = start(() => {
    timers.delete(timer)
    work()
  }, ms)
  timers.add(timer)
  return timer
}) as typeof setTimeout
globalThis.clearTimeout = (timer) => {
  timers.delete(timer)
  stop(timer)
}

export class PagamioStore extends Store {
  readonly #state: ObjectState & { abort(reason: string): void }
  readonly #asked: Record<string, number> = {}

  constructor(state: ObjectState & { abort(reason: string): void }) {
    super(state)
    this.#state = state
  }

  override async fetch(request: Request): Promise<Response> {
    const [, wish, ms] = new URL(request.url).pathname.split('/')
    if (wish === 'end') this.#state.abort('ended by a test')
    if (wish === 'dump') return Response.json(this.#state.storage.sql.exec('SELECT * FROM pagamio').toArray())
    if (wish === 'asked') return Response.json(this.#asked)
    if (wish === 'timers') return Response.json(timers.size)
    if (wish === 'advance') {
      turnedTo = Date.now() + Number(ms)
      return new Response()
    }
    const { method } = (await request.clone().json()) as { readonly method: string }
    this.#asked[method] = (this.#asked[method] ?? 0) + 1
    return super.fetch(request)
  }
}

/** Somebody else's. */
export class Stranger {
  async fetch(): Promise<Response> {
    return Response.json({ answer: true })
  }
}

interface Env {
  readonly OBJECTS: {
    idFromName(name: string): unknown
    get(id: unknown): { fetch(url: string): Promise<Response> }
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url)
    const object = env.OBJECTS.get(env.OBJECTS.idFromName('pagamio'))
    return object.fetch(`https://object.invalid${pathname}`).catch(() => new Response('ended'))
  },
}
