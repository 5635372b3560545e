import type { TimerHandle } from '../platform/clock.ts'

/** A place in the line for a permit. */
export interface Place {
  readonly id: string
  /** When the token dies that a renewal would replace; `undefined` while somebody waits for the call. */
  diesAt: number | undefined
  /** A place not looked after until then belongs to nobody any more (a Worker's request that has ended). */
  keptUntil: number
  /** Which one it is in the order of asking; the line sets it. */
  arrival?: number | undefined
  /** Ends its pause: waiting may be over sooner than was thought. */
  wake?: (() => void) | undefined
  /** Ends the pause when its time is over. */
  timer?: TimerHandle
  /** Nobody waits at it any more. */
  left?: boolean
  /** The permit that was given: when it was asked for, and how many closings in a row there were. */
  granted?: Grant | undefined
}

interface Grant {
  readonly at: number
  readonly closings: number
}

type Turn = Pick<Place, 'diesAt' | 'arrival'>

/** So many stand together, so that one more moves few of them. */
const MOST_TOGETHER = 512

/**
 * The line for a permit, in the order in which its members go: waiting callers first, in the order of asking, then
 * renewals, the token that dies first before the others. To come, to leave and to ask how many are ahead cost the same
 * whatever stands in line.
 */
export class Line {
  /** One after the other they are the line; none is empty but the only one. */
  readonly #groups: Place[][] = [[]]
  #prefix: string | undefined
  #ids = 0
  #arrivals = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** For a place: no other one has it, in any process. A random one for each would cost more than the place. */
  id(): string {
    // Not before it is asked for: Workers start where nothing is random.
    this.#prefix ??= `${crypto.randomUUID()}/`
    return this.#prefix + this.#ids++
  }

  add(place: Place): void {
    place.arrival ??= this.#arrivals++
    const { group, places, at } = this.#find(place)
    places.splice(at, 0, place)
    this.#size++
    if (places.length > MOST_TOGETHER) this.#groups.splice(group + 1, 0, places.splice(MOST_TOGETHER / 2))
  }

  /** Does nothing if it is not in the line. */
  remove(place: Place): void {
    const { group, places, at } = this.#find(place)
    if (places[at] !== place) return
    places.splice(at, 1)
    this.#size--
    if (places.length === 0 && this.#groups.length > 1) this.#groups.splice(group, 1)
  }

  /** Gives it another turn; it keeps its order of asking. */
  move(place: Place, diesAt: number | undefined): void {
    const waits = this.has(place)
    this.remove(place)
    place.diesAt = diesAt
    if (waits) this.add(place)
  }

  has(place: Place): boolean {
    const { places, at } = this.#find(place)
    return places[at] === place
  }

  /** How many go before it, whether it is in the line or not. */
  ahead(place: Turn): number {
    const { group, at } = this.#find(place)
    let ahead = at
    for (let earlier = 0; earlier < group; earlier++) ahead += (this.#groups[earlier] as Place[]).length
    return ahead
  }

  /** The first ones, in order. */
  first(most: number): Place[] {
    const first: Place[] = []
    for (const places of this.#groups) {
      if (first.length >= most) break
      first.push(...places.slice(0, most - first.length))
    }
    return first
  }

  /** Where it stands, or would stand. */
  #find(place: Turn): { readonly group: number; readonly places: Place[]; readonly at: number } {
    const goesBefore = (other: Place | undefined) => other !== undefined && isBefore(other, place)
    const later = countUntil(this.#groups.length, (group) => goesBefore(this.#groups[group]?.at(-1)))
    const group = Math.min(later, this.#groups.length - 1)
    const places = this.#groups[group] as Place[]
    return { group, places, at: countUntil(places.length, (at) => goesBefore(places[at])) }
  }
}

/** Called at each step of each search: it makes nothing that the garbage collector had to pick up. */
function isBefore(one: Turn, other: Turn): boolean {
  const a = one.diesAt ?? Number.NEGATIVE_INFINITY
  const b = other.diesAt ?? Number.NEGATIVE_INFINITY
  return a === b ? arrivalOf(one) < arrivalOf(other) : a < b
}

const arrivalOf = ({ arrival }: Turn): number => arrival ?? Number.POSITIVE_INFINITY

/** How many of the first indices below `length` are so; from one that is not, none is. */
function countUntil(length: number, isSo: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(middle)) low = middle + 1
    else high = middle
  }
  return low
}
