import { createPagamioAuth, type PagamioAuth, type PagamioAuthOptions } from '@pagamio/auth-core'

/** An instance, and the acquisition that is under way for it behind some request. */
export interface Instance {
  readonly auth: PagamioAuth
  /** What a request has to be kept alive for, where a runtime ends requests with their answer. */
  underWay: Promise<unknown> | undefined
}

/** Options that differ with each request must not fill the memory. */
const MOST_INSTANCES = 100

/** One instance for each distinct set of options, whatever objects they come in: `c.env` is a new one per request. */
export function createInstances(): (options: PagamioAuthOptions) => Instance {
  const instances = new Map<string, Instance>()
  const nameOf = createNames()

  return (options) => {
    const name = nameOf(options)
    const instance = instances.get(name) ?? instanceOf(options)
    instances.delete(name)
    instances.set(name, instance)
    const [oldest] = instances.keys()
    if (instances.size > MOST_INSTANCES && oldest !== undefined) instances.delete(oldest)
    return instance
  }
}

export function instanceOf(options: PagamioAuthOptions): Instance {
  const waitUntil = (promise: Promise<unknown>) => {
    instance.underWay = promise
    promise.finally(() => {
      if (instance.underWay === promise) instance.underWay = undefined
    })
    options.waitUntil?.(promise)
  }
  const instance: Instance = { auth: createPagamioAuth({ ...options, waitUntil }), underWay: undefined }
  return instance
}

/** Plain values by what they are, everything else (functions, stores, clocks) by which one it is. */
function createNames(): (value: unknown) => string {
  const numbers = new WeakMap<object, number>()
  let next = 0
  const numberOf = (value: object) => {
    const number = numbers.get(value) ?? next++
    numbers.set(value, number)
    return number
  }
  const plain = (_: string, value: unknown): unknown => {
    if (typeof value === 'function') return { is: numberOf(value) }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.getPrototypeOf(value) === Object.prototype && !Object.values(value).some(isFunction)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : { is: numberOf(value) }
  }
  return (options) => {
    // The options themselves may hold functions, and are plain all the same.
    const parts = Object.entries(options as object).sort(([a], [b]) => (a < b ? -1 : 1))
    return JSON.stringify(
      parts.map(([name, value]) => [name, value instanceof URL ? value.href : value]),
      plain,
    )
  }
}

const isFunction = (value: unknown) => typeof value === 'function'
