import { nextBorder, passTime } from './borders.ts'
import { deadlinesOf, passDeadline } from './deadlines.ts'
import type { Context, Move } from './outcome.ts'
import { fault, spend } from './spend.ts'
import { nowOf, type World } from './world.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const HOUR_MS = 3_600_000

/** Time passes: a token comes to a border of its life, something short is over, or a clock is wrong. */
export function timeMoves(context: Context, world: World): readonly Move[] {
  const moves: Move[] = []
  const to = (who: number | undefined, what: string, next: World | undefined) => {
    if (next) moves.push({ who, what, next: () => ({ world: next }) })
  }
  const border = nextBorder(world)
  // What is to be written is written within a second or so, unless its process sleeps.
  const idle = world.processes.every(({ writes }) => writes.length === 0)
  const awake = idle ? world : fault(context, world, 'slept')
  const later = border === undefined || !awake ? undefined : spend(context, awake, 'borders')
  if (border !== undefined && later)
    moves.push({
      who: undefined,
      what: `${Math.round(border / 100) / 10} s pass`,
      next: () => ({ world: passTime(later, border) }),
    })
  const aWeek = context.bounds.may.week && world.processes.some(({ state }) => state.held?.set.refreshToken)
  if (aWeek) to(undefined, 'a week passes', later && passTime(later, WEEK_MS))
  world.processes.forEach((process, index) => {
    const { mono } = nowOf(world, process)
    for (const moment of deadlinesOf(process, mono, idle ? 'all' : 'short'))
      moves.push({
        who: index,
        what: `${moment - mono} ms pass (and what runs so long is over)`,
        next: () => ({ world: passDeadline(world, index, moment) }),
      })
    const set = (what: string, change: { readonly wallOff?: number; readonly monoOff?: number }) => {
      const counted = spend(context, world, 'clocks')
      if (!counted) return
      const processes = counted.processes.map((each, at) => (at === index ? { ...each, ...change } : each))
      to(index, what, { ...counted, processes })
    }
    if (context.bounds.most.clocks === 0) return
    set('has its wall clock set back by an hour', { wallOff: process.wallOff - HOUR_MS })
    set('has its wall clock set forward by four minutes', { wallOff: process.wallOff + HOUR_MS / 15 })
    const counted = border === undefined ? undefined : spend(context, world, 'clocks')
    if (counted && border !== undefined) {
      const slept = { ...process, monoOff: process.monoOff - border }
      const processes = counted.processes.map((each, at) => (at === index ? slept : each))
      to(index, `has a monotonic clock that stands still for ${border / 1000} s`, {
        ...counted,
        now: counted.now + border,
        processes,
      })
    }
  })
  return moves
}
