import { useEffect, useRef } from 'preact/hooks'

/** A frame that came late is not made up for: a page in the background would jump. */
const LONGEST_MS = 100

/** Calls back once a frame with the milliseconds since the last one, while it is on and somebody can see it. */
export function useFrames(on: boolean, isVisible: () => boolean, onFrame: (passedMs: number) => void): void {
  const latest = useRef(onFrame)
  latest.current = onFrame
  useEffect(() => {
    if (!on) return
    let last = performance.now()
    let frame = requestAnimationFrame(function next(at) {
      const passedMs = Math.min(LONGEST_MS, at - last)
      last = at
      if (isVisible() && passedMs > 0) latest.current(passedMs)
      frame = requestAnimationFrame(next)
    })
    return () => cancelAnimationFrame(frame)
  }, [on, isVisible])
}
