import type { Stepping } from '../observe/step-source.ts'
import type { TakenStep } from '../token/taken-step.ts'
import { Aliases } from './aliases.ts'
import type { IncidentFile } from './incident-file.ts'
import { masked } from './masked.ts'

/** What is kept of one merchant. */
interface Track {
  readonly merchant: Stepping
  readonly aliases: Aliases
  /** The state before the oldest step that is kept. */
  start: string
  kept: number
  dropped: number
}

/** One step as text: a recording of hours is a few strings, and holds nothing of what was recorded alive. */
interface Kept {
  readonly track: Track
  readonly told: string
  readonly state: string
}

/** What is kept, in characters; a file may have besides what never stepped. */
const MOST_TEXT = 4_000_000
const MOST_UNTOUCHED = 200

/** The last steps of any number of merchants, bounded in all. An older step becomes the state at the beginning. */
export class StepRing {
  readonly #most: number
  readonly #tracks = new Map<Stepping, Track>()
  /** The oldest first. */
  readonly #kept = new Set<Kept>()
  #text = 0
  #dropped = 0

  constructor(most: number) {
    this.#most = most
  }

  add({ before, event, now, after, actions }: TakenStep, of: Stepping): void {
    let track = this.#tracks.get(of)
    if (!track) {
      const aliases = new Aliases()
      track = { merchant: of, aliases, start: textOf(before, aliases), kept: 0, dropped: 0 }
      this.#tracks.set(of, track)
      this.#text += track.start.length
    }
    const told = `{"now":${JSON.stringify(now)},"event":${textOf(event, track.aliases)},"actions":${JSON.stringify(actions.map(({ do: what }) => what))}`
    const kept = { track, told, state: textOf(after, track.aliases) }
    this.#kept.add(kept)
    track.kept++
    this.#text += told.length + kept.state.length
    while (this.#kept.size > this.#most || this.#text > MOST_TEXT) this.#dropOldest()
  }

  /** @param known all merchants, also those without a step: these are as they were */
  text(known: readonly Stepping[], of: IncidentFile['of'], library: string): string {
    const lines = new Map(Array.from(this.#tracks.values(), (track) => [track, [startOf(track.start)]]))
    for (const { track, told, state } of this.#kept) lines.get(track)?.push(`${told},"state":${state}}`)
    const untouched = known
      .filter((merchant) => !this.#tracks.has(merchant))
      .slice(0, MOST_UNTOUCHED)
      .map(({ state }) => traceOf(0, [startOf(textOf(state, new Aliases()))]))
    const merchants = [...Array.from(lines, ([{ dropped }, trace]) => traceOf(dropped, trace)), ...untouched]
    const numbered = merchants.map((merchant, at) => `{"merchant":${at + 1},${merchant}}`)
    const about = `"incident":1,"library":${JSON.stringify(library)},"of":${JSON.stringify(of)}`
    return `{${about},"steps":${this.#kept.size},"dropped":${this.#dropped},"merchants":[\n${numbered.join(',\n')}\n]}\n`
  }

  /** Nothing is added any more: what stands behind the aliases is let go. */
  end(): void {
    for (const { aliases } of this.#tracks.values()) aliases.forget()
  }

  #dropOldest(): void {
    const [oldest] = this.#kept
    if (!oldest) return
    const { track, told, state } = oldest
    this.#kept.delete(oldest)
    this.#text -= told.length + track.start.length
    track.start = state
    track.kept--
    track.dropped++
    this.#dropped++
    if (track.kept > 0) return
    this.#text -= track.start.length
    this.#tracks.delete(track.merchant)
  }
}

const textOf = (value: unknown, aliases: Aliases) => JSON.stringify(masked(value, aliases.of))
const startOf = (state: string) => `{"trace":1,"state":${state}}`
const traceOf = (dropped: number, lines: readonly string[]) => `"dropped":${dropped},"trace":[\n${lines.join(',\n')}\n]`
