import type { Screen } from './screen.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const SHOWN_AFTER_MS = 200
const FRAME_MS = 80

/**
 * Shows that something is waited for, at a terminal and where it takes longer than people notice.
 * @param saidAfterMs where nothing can be shown it is said in a line, once, after so many milliseconds; by default never
 */
export async function spinWhile<T>(screen: Screen, text: string, work: Promise<T>, saidAfterMs?: number): Promise<T> {
  let frame = 0
  let frames: NodeJS.Timeout | undefined
  const draw = () => screen.draw(`${FRAMES[frame++ % FRAMES.length]} ${text}`)
  const show = () => {
    draw()
    frames = setInterval(draw, FRAME_MS)
  }
  const shown = screen.terminal ? setTimeout(show, SHOWN_AFTER_MS) : undefined
  const said =
    screen.terminal || saidAfterMs === undefined ? undefined : setTimeout(screen.line, saidAfterMs, `… ${text}`)
  try {
    return await work
  } finally {
    clearTimeout(shown)
    clearTimeout(said)
    clearInterval(frames)
    screen.wipe()
  }
}
