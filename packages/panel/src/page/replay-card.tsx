import { useEffect, useRef, useState } from 'preact/hooks'
import type { ReplayMove, ReplayProgress } from '../messages.ts'
import { step } from './stream.ts'
import { kindOfStep } from './words.ts'

/** So long a step is shown while it plays. */
const SHOWN_MS = 1_000

/** Goes through a replay, step by step, by itself, or from one step of a kind to the next. */
export function ReplayCard({ source, replay }: { readonly source: number; readonly replay: ReplayProgress }) {
  const { number, of, now, kinds, kind, more } = replay
  const [playing, setPlaying] = useState(false)
  const [wrong, setWrong] = useState('')
  /** Where the slider is, until the replay is there too. */
  const [slid, setSlid] = useState<number>()
  const moved = useRef(Promise.resolve())
  const latest = useRef<ReplayMove>(undefined)
  /** One after the other: a request may overtake another. */
  const go = (move: ReplayMove) => {
    latest.current = move
    moved.current = moved.current.then(async () => {
      // Where the slider has only passed by, the replay need not go.
      if ('to' in move && latest.current !== move && latest.current && 'to' in latest.current) return
      const said = await step(source, move)
      setWrong(said)
      if (said === '') return
      setPlaying(false)
      setSlid(undefined)
    })
  }
  useEffect(() => {
    if (!playing) return
    if (!more) return setPlaying(false)
    const timer = setTimeout(go, SHOWN_MS, { by: 1 })
    return () => clearTimeout(timer)
  }, [playing, number, more])
  useEffect(() => {
    if (slid === number) setSlid(undefined)
  }, [slid, number])
  const what = `${now.event}${now.differences.length > 0 ? '. This version decides otherwise' : ''}.`
  return (
    <section class="card play" aria-label="Replay">
      <h2>
        Step {number} of {of}
      </h2>
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={`Step ${slid ?? number} of ${of}`}
        min={1}
        max={of}
        value={slid ?? number}
        onInput={({ currentTarget }) => {
          setSlid(currentTarget.valueAsNumber)
          go({ to: currentTarget.valueAsNumber })
        }}
        onBlur={() => setSlid(undefined)}
      />
      <div class="buttons">
        <button type="button" onClick={() => go({ by: -of })}>
          First
        </button>
        <button type="button" onClick={() => go({ by: -1 })}>
          Back
        </button>
        <button type="button" class="call" onClick={() => go({ by: 1 })}>
          Next
        </button>
        <button type="button" onClick={() => go({ by: 10 })}>
          10 on
        </button>
        <button type="button" onClick={() => setPlaying(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <label>
          Steps
          <select value={kind ?? ''} onChange={({ currentTarget }) => go({ kind: currentTarget.value || null })}>
            <option value="">all kinds ({of})</option>
            {kinds.map(([one, count]) => (
              <option key={one} value={one}>
                {kindOfStep(one)} ({count})
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="done" role="status">
        {wrong || `Step ${number}: ${what}`}
      </p>
    </section>
  )
}
