import { useEffect, useState } from 'preact/hooks'
import type { ReplayProgress } from '../messages.ts'
import { step } from './stream.ts'

/** So long a step is shown while it plays. */
const SHOWN_MS = 1_000

/** Goes through a replay, step by step or by itself. */
export function ReplayCard({ source, replay }: { readonly source: number; readonly replay: ReplayProgress }) {
  const { number, of, steps } = replay
  const [playing, setPlaying] = useState(false)
  const [wrong, setWrong] = useState('')
  const go = async (by: number) => {
    const said = await step(source, by)
    setWrong(said)
    if (said !== '') setPlaying(false)
  }
  useEffect(() => {
    if (!playing) return
    if (number === of) return setPlaying(false)
    const timer = setTimeout(go, SHOWN_MS, 1)
    return () => clearTimeout(timer)
  }, [playing, number, of])
  const [now] = steps
  return (
    <section class="card play" aria-label="Replay">
      <h2>
        Step {number} of {of}
      </h2>
      <div class="buttons">
        <button type="button" onClick={() => go(-of)}>
          First
        </button>
        <button type="button" onClick={() => go(-1)}>
          Back
        </button>
        <button type="button" class="call" onClick={() => go(1)}>
          Next
        </button>
        <button type="button" onClick={() => go(10)}>
          10 on
        </button>
        <button type="button" onClick={() => setPlaying(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </button>
      </div>
      <p class="done" role="status">
        {wrong || `Step ${number}: ${now?.event}${now?.differences.length ? '. This version decides otherwise' : ''}.`}
      </p>
    </section>
  )
}
