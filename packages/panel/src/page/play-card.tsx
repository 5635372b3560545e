import { useState } from 'preact/hooks'
import type { Hello } from './model.ts'
import { press } from './stream.ts'

const buttons = [
  { action: 'call', text: 'Call the API', needs: 'calls' },
  { action: 'crowd', text: '100 calls at once', needs: 'calls' },
  { action: 'revoke', text: 'Revoke the token' },
  { action: 'expire', text: 'Expire it early' },
  { action: 'spend', text: 'Revoke refresh token' },
  { action: 'slow', text: 'Slow answers' },
  { action: 'limit', text: 'Answer 429' },
  { action: 'outage', text: 'Outage' },
  { action: 'recover', text: 'Recover' },
  { action: 'turn', text: '+1 min', minutes: 1, needs: 'clock' },
  { action: 'turn', text: '+5 min', minutes: 5, needs: 'clock' },
  { action: 'turn', text: '+25 min', minutes: 25, needs: 'clock' },
] as const

/** Against a simulator: one learns what happens by making it happen. */
export function PlayCard({ simulator }: { readonly simulator: NonNullable<Hello['simulator']> }) {
  const [done, setDone] = useState('Try this: revoke the token, then send 100 calls at once.')
  return (
    <section class="card play" aria-label="Simulator">
      <h2>Make something happen</h2>
      <p class="hint">Pagamio is simulated here: nothing is real, and nothing can break.</p>
      <div class="buttons">
        {buttons
          .filter((button) => !('needs' in button) || simulator[button.needs])
          .map((button) => (
            <button
              type="button"
              key={button.text}
              class={button.action}
              onClick={async () =>
                setDone(await press(button.action, 'minutes' in button ? button.minutes : undefined))
              }
            >
              {button.text}
            </button>
          ))}
      </div>
      <p class="done" role="status">
        {done}
      </p>
    </section>
  )
}
