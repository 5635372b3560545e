import type { Screen } from './screen.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const SHOWN_AFTER_MS = 200
const FRAME_MS = 80
const START_OF_LINE = '\r'
const REST_OF_LINE = '\u001b[K'

/** Shows that something is waited for, at a terminal and where it takes longer than people notice. */
export async function spinWhile<T>(screen: Screen, text: string, work: Promise<T>): Promise<T> {
  if (!screen.terminal) return work
  let frame = 0
  const draw = () => screen.stream.write(`${START_OF_LINE}${FRAMES[frame++ % FRAMES.length]} ${text}${REST_OF_LINE}`)
  let frames: NodeJS.Timeout | undefined
  const start = setTimeout(() => {
    draw()
    frames = setInterval(draw, FRAME_MS)
  }, SHOWN_AFTER_MS)
  try {
    return await work
  } finally {
    clearTimeout(start)
    clearInterval(frames)
    if (frame > 0) screen.stream.write(START_OF_LINE + REST_OF_LINE)
  }
}
