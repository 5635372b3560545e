/** Which of the two instances: each stands for a process of its own. */
export type Name = 'A' | 'B'

/**
 * What each instance has heard from outside, in order, and how the things that they share came about. An instance is a
 * function of what it has heard, so that two schedules with the same history are in the same state: the order of things
 * that do not touch each other makes no difference.
 */
export class History {
  readonly #heard: Record<Name, number> = { A: 1, B: 2 }
  readonly #shared = new Map<string, number>()

  /** An instance hears something. */
  hear(name: Name, what: string): void {
    this.#heard[name] = mix(this.#heard[name], what)
  }

  /** All that an instance has heard so far. */
  of(name: Name): number {
    return this.#heard[name]
  }

  /** Something that they share changes. */
  change(object: string, how: string): void {
    this.#shared.set(object, mix(this.#shared.get(object) ?? 3, how))
  }

  /** How something that they share came to be what it is. */
  versionOf(object: string): number {
    return this.#shared.get(object) ?? 3
  }

  /** The same for the same state. */
  fingerprint(rest: string): string {
    let shared = 0
    // A sum, because it makes no difference in which order they were touched first.
    for (const [object, version] of this.#shared) shared = (shared + mix(version, object)) % Number.MAX_SAFE_INTEGER
    return `${this.#heard.A} ${this.#heard.B} ${shared} ${rest}`
  }
}

/** A hash of 53 bits that goes on from another one (cyrb53, in the public domain). */
export function mix(seed: number, text: string): number {
  let high = 0xdeadbeef ^ (seed >>> 0)
  let low = 0x41c6ce57 ^ (seed / 0x1_0000_0000)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
