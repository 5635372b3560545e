import type { SideView } from '../world/side.ts'
import { CallLanes } from './call-lanes.tsx'
import { waitText } from './format.ts'
import { TokenBars } from './token-bars.tsx'
import { TokenGrid } from './token-grid.tsx'

export function SidePanel({ title, side, now, wall }: { title: string; side: SideView; now: number; wall: number }) {
  const facts: readonly [string, string | number, boolean][] = [
    ['token calls', side.logins + side.refreshes, false],
    ['refused with 429', side.limited, side.limited > 0],
    ['requests served', side.served, false],
    ['requests failed', side.failed, side.failed > 0],
    ['longest wait', waitText(side.longestWaitMs), side.longestWaitMs > 5_000],
  ]
  const merchants = side.tokens[0]?.length ?? 0
  return (
    <section class="side" aria-label={title}>
      <h2>{title}</h2>
      <dl>
        {facts.map(([name, value, bad]) => (
          <div key={name} class={bad ? 'bad' : ''}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CallLanes calls={side.calls} now={now} />
      {merchants > 1 ? <TokenGrid tokens={side.tokens} wall={wall} /> : <TokenBars tokens={side.tokens} wall={wall} />}
    </section>
  )
}
