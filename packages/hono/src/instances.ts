import {
  createPagamioAuth,
  type Listener,
  logEvents,
  type PagamioAuth,
  type PagamioAuthOptions,
} from '@pagamio/auth-core'
import { identityOf, isSame, type OptionsIdentity } from './options-identity.ts'

/** An instance, and the acquisition that is under way for it behind some request. */
export interface Instance {
  readonly auth: PagamioAuth
  readonly identity: OptionsIdentity
  /** What a request has to be kept alive for, where a runtime ends requests with their answer. */
  underWay?: Promise<unknown> | undefined
}

/** Options that differ with each request must not fill the memory. */
const MOST_INSTANCES = 100

/** So many that differ in nothing but their objects are hardly meant: as many logins as a minute allows. */
const SUSPICIOUS = 5

/** One instance for each distinct set of options, whatever objects they come in: `c.env` is a new one per request. */
export function createInstances(onEvent?: Listener): (options: PagamioAuthOptions) => Instance {
  /** The last used first. */
  let instances: readonly Instance[] = []
  let warned = false

  return (options) => {
    const identity = identityOf(options)
    const known = instances.find((one) => isSame(one.identity, identity))
    const instance = known ?? instanceOf(options, { identity, onEvent })
    instances = [instance, ...instances.filter((one) => one !== instance)].slice(0, MOST_INSTANCES)
    if (!known && !warned) warned = warnOfNewObjects(instances.map((one) => one.identity))
    return instance
  }
}

export function instanceOf(
  options: PagamioAuthOptions,
  { identity = [], onEvent }: { identity?: OptionsIdentity; onEvent?: Listener | undefined },
): Instance {
  const waitUntil = (promise: Promise<unknown>) => {
    instance.underWay = promise
    promise.finally(() => {
      if (instance.underWay === promise) instance.underWay = undefined
    })
    options.waitUntil?.(promise)
  }
  const instance: Instance = { auth: createPagamioAuth({ ...options, waitUntil }), identity }
  if (onEvent) instance.auth.subscribe(onEvent)
  else logEvents(instance.auth, { info() {}, warn: (line) => console.warn(line) })
  return instance
}

/**
 * A function made anew with each request is a new instance, and a login, with each request. It cannot be told from
 * those of different merchants, so it is said and not refused. Whether it was said.
 */
function warnOfNewObjects([newest = [], ...others]: readonly OptionsIdentity[]): boolean {
  const alike = others.filter((one) => isSame(newest, one, true))
  if (alike.length < SUSPICIOUS - 1) return false
  const options = newest.filter((_, n) => newest[n + 1] !== alike[0]?.[n + 1]).map(String)
  console.warn(
    `@pagamio/hono: ${SUSPICIOUS} instances differ only in their "${options}", each with a login. Make it once, at module level`,
  )
  return true
}
