import type { ComponentChildren } from 'preact'
import type { ShownEvent } from '../messages.ts'
import { timeOf, toldOf } from './words.ts'

const MOST_SHOWN = 30

/** The latest events in words, the newest first. */
export function EventList({
  events,
  lost,
  told,
  children,
}: {
  readonly events: readonly ShownEvent[]
  readonly lost: number
  /** Whether each says of whom it is. */
  readonly told: boolean
  /** What can be done with them. */
  readonly children: ComponentChildren
}) {
  // What to do is said once, however often the same goes wrong.
  const said = new Set<string>()
  return (
    <section class="card events" aria-label="Latest events">
      <h2>What happened</h2>
      {children}
      {events.length === 0 && <p class="hint">Nothing yet. It is told here as it happens.</p>}
      <ol>
        {events.slice(0, MOST_SHOWN).map((event) => {
          const { text, tone, hint } = toldOf(event)
          const news = hint !== undefined && !said.has(hint)
          if (news) said.add(hint)
          return (
            <li key={event.number} class={tone}>
              <time dateTime={new Date(event.at).toISOString()}>{timeOf(event.at)}</time>
              <p>
                {told && <code>{event.account}</code>}
                {text}
                {news && <small>{hint}</small>}
              </p>
            </li>
          )
        })}
      </ol>
      {lost > 0 && <p class="hint">{lost.toLocaleString('en')} events went by too fast to be shown.</p>}
    </section>
  )
}
