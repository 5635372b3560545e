import { answerMoves } from './answer-moves.ts'
import { callerMoves } from './caller-moves.ts'
import type { Context, Move } from './outcome.ts'
import { restoreMoves } from './restore-moves.ts'
import { storeMoves } from './store-moves.ts'
import { timeMoves } from './time-moves.ts'
import type { Pending, World } from './world.ts'

/**
 * Everything that may happen next, always in the same order. Among several processes a step that nothing else can see,
 * hinder or change is taken at once: taken later, it would lead to the same.
 */
export function movesOf(context: Context, world: World): readonly Move[] {
  const { bounds } = context
  const moves: Move[] = []
  const { late, replace, close, breakOff } = bounds.may
  if (bounds.processes > 1 && !(late || replace || close || breakOff))
    for (const [index, process] of world.processes.entries()) {
      if (process.pending.length !== 1 || !isSilent(process.pending[0])) continue
      const [move] = answerMoves(context, world, index, process)
      if (move) return [move]
    }
  world.processes.forEach((process, index) => {
    moves.push(...callerMoves(context, world, index, process))
    moves.push(...restoreMoves(context, world, index, process))
    moves.push(...answerMoves(context, world, index, process))
  })
  if (context.bounds.store !== 'none') moves.push(...storeMoves(context, world))
  moves.push(...timeMoves(context, world))
  return moves
}

/** Reading credentials that are there, and the short pauses between looks. */
const isSilent = (pending: Pending | undefined): boolean =>
  pending?.kind === 'read' || (pending?.kind === 'pause' && pending.due === 0)
