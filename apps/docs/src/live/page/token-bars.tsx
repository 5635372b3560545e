import type { HeldToken } from '../world/client.ts'
import { TOKEN_LIFE_MS } from '../world/pagamio.ts'
import { lifeText } from './format.ts'

const AHEAD_MS = 5 * 60_000

/** How much of its token's life each process has left. The marked part is where the library renews ahead. */
export function TokenBars({ tokens, wall }: { tokens: readonly (readonly (HeldToken | undefined)[])[]; wall: number }) {
  return (
    <ol class="bars">
      {tokens.map(([token], index) => {
        const leftMs = Math.max(0, (token?.expiresAt ?? 0) - wall)
        return (
          // Processes stay in their place.
          <li key={index}>
            <span class="name">process {index + 1}</span>
            <span class="bar" aria-hidden="true">
              <i class={leftMs < AHEAD_MS ? 'late' : ''} style={{ width: `${(leftMs / TOKEN_LIFE_MS) * 100}%` }} />
              <b style={{ width: `${(AHEAD_MS / TOKEN_LIFE_MS) * 100}%` }} />
            </span>
            <span class="life">{token?.waiting ? `${token.waiting} waiting` : lifeText(leftMs)}</span>
          </li>
        )
      })}
    </ol>
  )
}
