import type { HeldToken } from '../world/client.ts'
import { TOKEN_LIFE_MS } from '../world/pagamio.ts'

const CELL = 11

/** A cell for each merchant in each process: filled as far as its token has life left. */
export function TokenGrid({ tokens, wall }: { tokens: readonly (readonly (HeldToken | undefined)[])[]; wall: number }) {
  const merchants = tokens[0]?.length ?? 0
  const lives = tokens.map((row) => row.map((token) => Math.max(0, (token?.expiresAt ?? 0) - wall) / TOKEN_LIFE_MS))
  const alive = lives.flat().filter((life) => life > 0).length
  const said = `${alive} of ${merchants * tokens.length} pairs of a process and a merchant hold a living token`
  return (
    <figure class="grid">
      <svg viewBox={`0 0 ${merchants * CELL} ${tokens.length * CELL}`} role="img" aria-label={said}>
        {lives.map((row, process) =>
          row.map((life, merchant) => (
            <rect
              key={`${process} ${merchant}`}
              class={life > 0 ? 'good' : 'none'}
              x={merchant * CELL + 1}
              y={process * CELL + 1}
              width={CELL - 2}
              height={CELL - 2}
              style={{ opacity: life > 0 ? 0.25 + 0.75 * life : 1 }}
            />
          )),
        )}
      </svg>
      <figcaption>{said}. A row is a process, a column a merchant.</figcaption>
    </figure>
  )
}
