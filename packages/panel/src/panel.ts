import { refusalOf } from './gate.ts'
import { Journal } from './journal.ts'
import { MerchantNumbers } from './merchant-rows.ts'
import { type PanelMessage, type SimulatorAction, simulatorActions } from './messages.ts'
import { mountsOf } from './mounts.ts'
import { panelPage } from './page.ts'
import { isPool, isReplay, namedSources, type PanelSource, type ReplayedSource } from './panel-source.ts'
import { recordingOf } from './recording.ts'
import { knowsPeers } from './runtime.ts'
import { type PlayOptions, play } from './simulator-controls.ts'
import { Viewer } from './viewer.ts'

export interface PanelOptions {
  /**
   * Whether a request may see the panel. Only `true` allows it; an error does not. Called for each request, and every
   * ten minutes of a stream.
   * @default a loopback peer, with a loopback Host and without any forwarding header
   * @example authorize: (request) => isAdmin(request.headers.get('cookie'))
   */
  readonly authorize?: ((request: Request) => boolean | Promise<boolean>) | undefined
  /**
   * Host names of the panel besides the loopback ones, each with its port if that is not the usual one. With
   * `authorize` and no names here, any name is accepted.
   * @example allowedHosts: ['panel.internal:8080']
   */
  readonly allowedHosts?: readonly string[] | undefined
  /**
   * A secret that every request for data also needs. The page takes it from the fragment of its address.
   * @default none
   */
  readonly key?: string | undefined
  /**
   * The name of a pool's merchant on the page. By default it is the fingerprint from events and logs, because a pool's
   * names may be usernames.
   * @example nameOf: (merchant) => merchant
   */
  readonly nameOf?: ((merchant: string) => string) | undefined
  /** Sentences that viewers should read. */
  readonly notes?: readonly string[] | undefined
  /** Buttons that revoke, expire, fail and turn the clock. Against a simulator only. */
  readonly play?: PlayOptions | undefined
}

/** Where a request came from. */
export interface PanelContext {
  /** The address at the other end of the connection, never one from a header. */
  readonly peer: string | undefined
}

export interface Panel {
  /**
   * Answers the page, its stream (`…/events`), what was recorded (`…/incident`), and the buttons of a simulator
   * (`…/play`) and of a replay (`…/step`). It never rejects.
   * @example Deno.serve((request, { remoteAddr }) => panel.handle(request, { peer: remoteAddr.hostname }))
   */
  handle(request: Request, context: PanelContext): Promise<Response>
  /** Ends all streams and stops listening. The instances that it shows go on. */
  close(): void
}

/** So many viewers at once; above that, the one that has not read for the longest is closed. */
const MOST_VIEWERS = 16
const LARGEST_BODY = 1_000

/**
 * A live page of tokens: their lives, acquisitions, permits and events. It is off until you mount it. Without viewers
 * it costs only the memory of the last 200 events and of a recorded incident.
 * @param shown an instance, a pool, or several of them by name
 * @throws TypeError without anything to show, or without `authorize` on a runtime that does not know its peers
 *   (Workers)
 * @example
 * const panel = createPanel(pagamio)
 * const response = await panel.handle(request, { peer: socket.remoteAddress })
 */
export function createPanel(
  shown: PanelSource | Readonly<Record<string, PanelSource>>,
  options: PanelOptions = {},
): Panel {
  const { authorize, allowedHosts = [], key, nameOf, notes = [], play: playing } = options
  if (!authorize && !knowsPeers())
    throw new TypeError('This runtime does not tell who asks: a panel here needs { authorize: (request) => … }.')
  const rules = { authorize, allowedHosts: allowedHosts.map((host) => host.toLowerCase()), key }
  const sources = namedSources(shown).map(([label, source]) => ({
    label,
    seen: seenOf(source, nameOf),
    journal: new Journal(source),
    mounts: mountsOf(source),
    recording: recordingOf(source),
  }))
  const viewers = new Set<Viewer>()
  const prefixes = new Set<string>()
  let closed = false

  const hello = (number: number): PanelMessage => ({
    type: 'hello',
    sources: sources.map(({ label, seen, recording }) => ({
      label,
      kind: 'pool' in seen ? 'pool' : 'replay' in seen ? 'replay' : 'one',
      recorded: recording !== undefined,
    })),
    source: number,
    notes: [
      ...notes,
      ...(prefixes.size > 1 ? ['This panel is mounted twice: it answers below more than one path.'] : []),
      ...(sources[number] && sources[number].mounts.count > 1
        ? [`${sources[number].mounts.count} panels of this process show the same: is one mounted twice?`]
        : []),
    ],
    simulator: playing && { clock: playing.clock !== undefined, calls: playing.call !== undefined },
  })

  const look = (search: URLSearchParams): Response => {
    const number = numberOf(search.get('source')) ?? 0
    const found = sources[number]
    if (!found) return refuse(404, 'There is nothing of that number.')
    if (!makeRoom(viewers)) return refuse(503, 'Too many look at this panel already.')
    const { seen, journal } = found
    const shown = 'pool' in seen ? { ...seen, merchant: numberOf(search.get('merchant')) } : seen
    const viewer = new Viewer({ shown, journal, hello: hello(number) }, () => viewers.delete(viewer))
    viewers.add(viewer)
    return new Response(viewer.stream, {
      // What compresses or buffers answers on their way would hold events back.
      headers: {
        ...HEADERS,
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    })
  }

  const incident = (search: URLSearchParams): Response => {
    const found = sources[numberOf(search.get('source')) ?? 0]
    if (!found?.recording) return refuse(404, 'Nothing is recorded of that number.')
    return new Response(found.recording.text(), {
      headers: {
        ...HEADERS,
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="incident.json"',
      },
    })
  }

  const press = async (request: Request): Promise<Response> => {
    if (!playing) return refuse(404, 'There is no simulator here: this panel only shows.')
    const asked = actionOf(await request.text())
    if (!asked) return refuse(400, 'There is no such button.')
    return Response.json({ done: await play(playing, asked.action, asked.minutes) }, { headers: HEADERS })
  }

  const step = async (request: Request, search: URLSearchParams): Promise<Response> => {
    const seen = sources[numberOf(search.get('source')) ?? 0]?.seen
    if (!(seen && 'replay' in seen)) return refuse(404, 'Nothing is replayed of that number.')
    if (!moved(seen.replay, objectIn(await request.text()))) return refuse(400, 'There is no such button.')
    for (const viewer of viewers) viewer.refresh()
    return new Response(null, { status: 204, headers: HEADERS })
  }

  return {
    async handle(request, { peer }) {
      try {
        const { pathname, searchParams } = new URL(request.url)
        const part = (['events', 'play', 'step', 'incident'] as const).find((one) => pathname.endsWith(`/${one}`))
        const refusal = await refusalOf(request, rules, { peer, forData: part !== undefined })
        if (refusal) return refuse(403, refusal)
        if (prefixes.size < 2) prefixes.add(pathname.slice(0, pathname.length - (part?.length ?? 0)).replace(/\/$/, ''))
        if (closed) return refuse(503, 'This panel was closed.')
        const method = part === 'play' || part === 'step' ? 'POST' : 'GET'
        if (request.method !== method) return refuse(405, `Only ${method} is answered here.`, { allow: method })
        if (part === 'events') return look(searchParams)
        if (part === 'step') return await step(request, searchParams)
        if (part === 'incident') return incident(searchParams)
        return await (part === 'play' ? press(request) : panelPage(HEADERS))
      } catch {
        return refuse(500, 'The panel failed.')
      }
    },
    close() {
      if (closed) return
      closed = true
      for (const viewer of viewers) viewer.end('This panel was closed, or its application ends.')
      for (const { journal, mounts, recording } of sources) {
        journal.close()
        recording?.stop()
        mounts.end()
      }
    },
  }
}

function seenOf(source: PanelSource, nameOf: PanelOptions['nameOf']) {
  if (isPool(source)) return { pool: new MerchantNumbers(source, nameOf) }
  return isReplay(source) ? { replay: source } : { instance: source }
}

/** Of the page, of data, and of refusals alike: nobody keeps it, and no other page has anything of it. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`${message}\n`, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers },
  })

const numberOf = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined

function makeRoom(viewers: Set<Viewer>): boolean {
  if (viewers.size < MOST_VIEWERS) return true
  const [stuck] = [...viewers].sort((one, other) => one.askedAt - other.askedAt)
  if (!stuck || performance.now() - stuck.askedAt < 10_000) return false
  stuck.end('Others wanted to look.')
  return viewers.delete(stuck)
}

function actionOf(body: string): { readonly action: SimulatorAction; readonly minutes: number } | undefined {
  const { action, minutes = 0 } = objectIn(body)
  const known = simulatorActions.find((one) => one === action)
  return known && typeof minutes === 'number' && Number.isFinite(minutes) ? { action: known, minutes } : undefined
}

/** Whether it is a move of a replay; then it is made. */
function moved(replay: ReplayedSource, { by, to, kind }: Readonly<Record<string, unknown>>): boolean {
  if (Number.isFinite(by)) replay.go(by as number)
  else if (Number.isFinite(to)) replay.goTo(to as number)
  else if (typeof kind === 'string' || kind === null) replay.show(kind ?? undefined)
  else return false
  return true
}

/** What a button sends; anything else is an object without members. */
function objectIn(body: string): Readonly<Record<string, unknown>> {
  if (body.length > LARGEST_BODY) return {}
  try {
    return Object(JSON.parse(body))
  } catch {
    return {}
  }
}
