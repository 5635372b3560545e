import { type Action, actions, type Scenario } from '../world/scenario.ts'
import { clockText } from './format.ts'

const buttons: readonly (readonly [Action, string])[] = [
  ['herd', 'Send a herd'],
  ['revoke', 'Revoke all tokens'],
  ['down', 'Endpoint down'],
  ['up', 'Endpoint up'],
  ['storedown', 'Store down'],
  ['storeup', 'Store up'],
  ['kill', 'Kill a process'],
]
const SPEEDS = [1, 30, 120, 600]

export interface ControlProps {
  readonly scenario: Scenario
  readonly now: number
  readonly end: number
  readonly playing: boolean
  readonly speed: number
  onPlay(playing: boolean): void
  onSpeed(speed: number): void
  onSeek(moment: number): void
  onAct(action: Action): void
  onRestart(scenario: Scenario): void
}

export function Controls(props: ControlProps) {
  const { scenario, now, end, playing, speed } = props
  const pick = (name: 'processes' | 'merchants', choices: readonly number[]) => (
    <label>
      {name}
      <select
        value={scenario[name]}
        onChange={({ currentTarget }) => props.onRestart({ ...scenario, [name]: Number(currentTarget.value) })}
      >
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  )
  return (
    <div class="controls">
      <div class="time">
        <button type="button" class="play" onClick={() => props.onPlay(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <output aria-label="time since the start">{clockText(now)}</output>
        <input
          type="range"
          aria-label="time since the start, in minutes"
          min={0}
          max={Math.round(end / 60_000)}
          value={Math.round(now / 60_000)}
          onInput={({ currentTarget }) => props.onSeek(Number(currentTarget.value) * 60_000)}
        />
        <label>
          speed
          <select value={speed} onChange={({ currentTarget }) => props.onSpeed(Number(currentTarget.value))}>
            {SPEEDS.map((choice) => (
              <option key={choice} value={choice}>
                {choice}×
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="acts">
        {buttons.map(([action, label]) => (
          <button type="button" key={action} title={actions[action]} onClick={() => props.onAct(action)}>
            {label}
          </button>
        ))}
      </div>
      <div class="world">
        {pick('processes', [1, 2, 4, 8])}
        {pick('merchants', [1, 10, 50])}
        <button type="button" onClick={() => props.onRestart({ ...scenario, steps: [] })}>
          Start again
        </button>
      </div>
    </div>
  )
}
