import { durationOf } from '../../duration.ts'
import { passed, skipped, type Verdict, warned } from '../finding.ts'

const TOLERATED_MS = 30_000

/** Whether this machine and the API agree on what time it is. */
export function clock(aheadThereMs: number | undefined): Verdict {
  if (aheadThereMs === undefined) return skipped('The API has sent no date to compare with.')
  const off = Math.abs(aheadThereMs)
  if (off < TOLERATED_MS) return passed(`Within ${durationOf(Math.max(1, off))} of the API's.`)
  return warned(
    `This machine is ${durationOf(off)} ${aheadThereMs < 0 ? 'ahead of' : 'behind'} the API.`,
    'Switch on the synchronisation of its clock (Linux: `timedatectl set-ntp true`). Tokens still work; certificates, logs and what you date with it may not.',
  )
}
