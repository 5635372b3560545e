import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Screen, screenOn } from '../src/screen.ts'
import { spinWhile } from '../src/spinner.ts'
import { testShell } from './support/shell.ts'

const WIPED = '\r\u001b[K'

/** What somebody sees who looks at standard error, of so many columns. */
function shown({ TERM = 'xterm', columns = 40, isTTY = true } = {}): { screen: Screen; text: () => string } {
  const { stderr, err } = testShell({ env: {} })
  return { screen: screenOn(Object.assign(stderr, { isTTY, columns }), { TERM }), text: err }
}

/** Something that is waited for until it is told to be over. */
function waiting(screen: Screen, text: string, saidAfterMs?: number) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let end = () => {}
  const work = new Promise<void>((resolve) => {
    end = resolve
  })
  const done = spinWhile(screen, text, work, saidAfterMs)
  return async () => {
    end()
    await done
  }
}

describe('what is waited for', () => {
  test('is shown after a moment, and is gone when it is over', async () => {
    const { screen, text } = shown()
    const over = waiting(screen, 'waiting for a token')
    vi.advanceTimersByTime(199)
    expect(text()).toBe('')
    vi.advanceTimersByTime(1)
    expect(text()).toBe('\r⠋ waiting for a token\u001b[K')
    await over()
    expect(text().endsWith(WIPED)).toBe(true)
  })

  test('makes room for a line, which stands by itself', async () => {
    const { screen, text } = shown()
    const over = waiting(screen, 'waiting for a token')
    vi.advanceTimersByTime(200)
    const before = text()
    screen.line('pagamio 1234abcd: login (first)')
    expect(text()).toBe(`${before}${WIPED}pagamio 1234abcd: login (first)\n`)
    await over()
    expect(text()).toBe(`${before}${WIPED}pagamio 1234abcd: login (first)\n`)
  })

  test('is one line, however narrow the terminal: two could not be taken away again', async () => {
    const { screen, text } = shown({ columns: 20 })
    const over = waiting(screen, `GET /${'long/'.repeat(20)}`)
    vi.advanceTimersByTime(1_000)
    for (const frame of text().split('\r').slice(1))
      expect(frame.replace('\u001b[K', '').length).toBeLessThanOrEqual(19)
    await over()
  })

  test.each([{ TERM: 'dumb' }, { isTTY: false }])('is not shown where nothing can move: %j', async (where) => {
    const { screen, text } = shown(where)
    const over = waiting(screen, 'waiting for a token')
    vi.advanceTimersByTime(60_000)
    await over()
    expect(text()).toBe('')
  })

  test('is said once, where it takes so long that somebody has to do something about it', async () => {
    const { screen, text } = shown({ isTTY: false })
    const over = waiting(screen, 'waiting for the keyring', 3_000)
    vi.advanceTimersByTime(2_999)
    expect(text()).toBe('')
    vi.advanceTimersByTime(60_000)
    await over()
    expect(text()).toBe('… waiting for the keyring\n')
  })
})
