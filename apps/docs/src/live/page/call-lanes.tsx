import type { SeenCall } from '../world/side.ts'

const SPAN_MS = 3_600_000
const WIDTH = 360
const LANES = { login: 14, refresh: 38 } as const

/** The token endpoint's last hour: a dot for each call, the newest at the right. */
export function CallLanes({ calls, now }: { calls: readonly SeenCall[]; now: number }) {
  const x = (at: number) => WIDTH - ((now - at) / SPAN_MS) * WIDTH
  const said = `In the last hour ${calls.length} calls of the token endpoint, of which ${calls.filter((call) => !wasGood(call)).length} were refused or failed`
  return (
    <svg class="lanes" viewBox={`-50 0 ${WIDTH + 58} 66`} role="img" aria-label={said}>
      {Object.entries(LANES).map(([name, y]) => (
        <g key={name}>
          <text x={-8} y={y + 4} text-anchor="end">
            {name}
          </text>
          <line x1={0} x2={WIDTH} y1={y} y2={y} />
        </g>
      ))}
      {calls
        .filter(({ at }) => at > now - SPAN_MS)
        .map((call, index) => (
          <circle
            // Many come at the same moment.
            key={`${call.at} ${index}`}
            class={wasGood(call) ? 'good' : 'bad'}
            cx={x(call.at)}
            cy={LANES[call.endpoint]}
            r={4}
          />
        ))}
      {[60, 40, 20].map((minutes) => (
        <text key={minutes} x={x(now - minutes * 60_000)} y={62} text-anchor={minutes === 60 ? 'start' : 'middle'}>
          {minutes} min ago
        </text>
      ))}
      <text x={WIDTH} y={62} text-anchor="end">
        now
      </text>
    </svg>
  )
}

const wasGood = ({ status }: SeenCall) => status === 200
