import type { Model } from './model.ts'
import { forecast } from './pool-rows.ts'
import { count, timeOf } from './words.ts'

const MINUTES = 25
const HEIGHT = 120
const MINUTE = 60_000

/** The renewals of the next 25 minutes against what the limit lets through. */
export function Forecast({
  rows,
  now,
  limit,
  wide,
}: {
  readonly rows: Model['rows']
  readonly now: number
  readonly limit: number
  /** Nothing stands beside it. */
  readonly wide: boolean
}) {
  const due = forecast(rows.values(), now, MINUTES)
  const most = Math.max(limit * 1.5, ...due)
  const over = due.filter((number) => number > limit).length
  const total = due.reduce((sum, number) => sum + number, 0)
  const height = (number: number) => (number / most) * (HEIGHT - 16)
  const said = `If every token is used: ${count(total, 'renewal')}, ${over === 0 ? 'and no minute has more than the limit lets through.' : `${count(over, 'minute')} with more than the limit of ${limit}. Those wait their turn.`}`
  return (
    <section class={`card forecast ${wide ? 'wide' : ''}`} aria-label="Forecast">
      <h2>Renewals of the next {MINUTES} minutes</h2>
      <svg viewBox={`0 0 ${MINUTES * 20} ${HEIGHT}`} role="img" aria-label={said} preserveAspectRatio="none">
        {due.map((number, n) => (
          <rect
            key={n}
            x={n * 20 + 3}
            width={14}
            y={HEIGHT - Math.max(height(number), number > 0 ? 2 : 0)}
            height={Math.max(height(number), number > 0 ? 2 : 0)}
            rx={2}
            class={number > limit ? 'over' : ''}
          >
            <title>{`${timeOf(now + n * MINUTE, false)}: ${count(number, 'renewal')}`}</title>
          </rect>
        ))}
        <line x1={0} x2={MINUTES * 20} y1={HEIGHT - height(limit)} y2={HEIGHT - height(limit)} class="limit" />
      </svg>
      <p class="scale" aria-hidden="true">
        <span>now</span>
        <span>limit: {limit} a minute</span>
        <span>{timeOf(now + MINUTES * MINUTE, false)}</span>
      </p>
      <p class="hint">{said}</p>
    </section>
  )
}
