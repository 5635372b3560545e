import { allows, type Bounds } from './bounds.ts'

/** From which states everything was tried, and with how much left of the bounds. */
export class SeenStates {
  readonly #seen = new Map<string, readonly Bounds[]>()

  /** Whether this state was seen with as much left; from now on it was. */
  covers(fingerprint: string, left: Bounds): boolean {
    const known = this.#seen.get(fingerprint) ?? []
    if (known.some((before) => allows(before, left))) return true
    this.#seen.set(fingerprint, [...known, left])
    return false
  }
}
