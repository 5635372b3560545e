import { useEffect, useRef, useState } from 'preact/hooks'
import { type Action, parseScenario, printScenario, type Scenario } from '../world/scenario.ts'
import type { WorldView } from '../world/world.ts'
import { Controls } from './controls.tsx'
import { Runner } from './runner.ts'
import { SidePanel } from './side-panel.tsx'
import { useFrames } from './use-frames.ts'

const END_MS = 2 * 3_600_000

interface LiveWorldProps {
  /** What runs, if the address names nothing. */
  readonly scenario: string
  /** Whether the scenario is kept in the page's address, so that it can be sent to somebody. */
  readonly inAddress: boolean
  readonly isVisible: () => boolean
}

export function LiveWorld({ scenario: given, inAddress, isVisible }: LiveWorldProps) {
  const runner = useRef<Runner | undefined>(undefined)
  const [scenario, setScenario] = useState(() => parseScenario((inAddress && location.hash.slice(1)) || given))
  const [view, setView] = useState<WorldView>()
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches)
  const [speed, setSpeed] = useState(120)
  runner.current ??= new Runner(scenario)
  const { current } = runner

  useEffect(() => void current.show(0).then(setView), [current])
  useFrames(playing, isVisible, (passedMs) => {
    if (current.busy || !view) return
    if (view.now >= END_MS) setPlaying(false)
    else void current.show(Math.min(END_MS, view.now + passedMs * speed)).then(setView)
  })

  const keep = (next: Scenario) => {
    setScenario(next)
    if (inAddress) history.replaceState(null, '', `#${printScenario(next)}`)
  }
  const act = async (action: Action) => {
    setView(await current.act(action))
    keep(current.scenario)
  }
  const restart = async (next: Scenario) => {
    keep(next)
    setView(await current.restart(next))
  }

  if (!view) return <p>Starting…</p>
  return (
    <div class="live">
      <Controls
        scenario={scenario}
        now={view.now}
        end={END_MS}
        playing={playing}
        speed={speed}
        onPlay={setPlaying}
        onSpeed={setSpeed}
        onSeek={(moment) => void current.show(moment).then(setView)}
        onAct={(action) => void act(action)}
        onRestart={(next) => void restart(next)}
      />
      <div class="sides">
        <SidePanel title="@pagamio/auth-core" side={view.library} now={view.now} wall={view.wall} />
        <SidePanel title="Written by hand" side={view.handWritten} now={view.now} wall={view.wall} />
      </div>
      {view.storeBroken && <p class="note">The store is down: each process goes on alone.</p>}
    </div>
  )
}
