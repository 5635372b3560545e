import type { ShownStep } from '../messages.ts'
import { timeOf } from './words.ts'

/** The steps of a replay so far in words, the newest first. */
export function StepList({ steps }: { readonly steps: readonly ShownStep[] }) {
  return (
    <section class="card events" aria-label="Steps so far">
      <h2>What happened</h2>
      {steps.length === 0 && <p class="hint">No step of this kind up to here.</p>}
      <ol>
        {steps.map(({ number, at, event, actions, state, differences }) => (
          <li key={number} class={differences.length > 0 ? 'bad' : ''}>
            <time>{timeOf(at)}</time>
            <p>
              {event}
              <small>To do: {actions === '' ? 'nothing' : actions}</small>
              <small>Then: {state}</small>
              {differences.map((difference) => (
                <small key={difference}>Decided otherwise: {difference}</small>
              ))}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
