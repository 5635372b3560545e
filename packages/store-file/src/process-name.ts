import { readlinkSync } from 'node:fs'
import { codeOf } from './fs-errors.ts'

/** A process, and where it can be seen: numbers mean something only within one start of one machine, and one container. */
export interface ProcessName {
  readonly pid: number
  readonly space: string
}

/** The name of this process; `undefined` where the system does not tell what its number means (all but Linux). */
export function ownName(boot: string | undefined): ProcessName | undefined {
  if (boot === undefined) return undefined
  try {
    return { pid: process.pid, space: `${boot} ${readlinkSync('/proc/self/ns/pid')}` }
  } catch {
    return undefined
  }
}

/** Whether this process is over for certain. One that we cannot see may live. */
export function isOver(other: unknown, own: ProcessName | undefined): boolean {
  const { pid, space } = (other ?? {}) as Partial<ProcessName>
  if (!own || space !== own.space || !Number.isSafeInteger(pid) || !pid || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}
