/** A way of replacing a file that many processes want to replace at once. */
export interface Contender {
  /** Leaves the lock of a dead process behind. */
  plantDeadLock(file: string): Promise<void>
  /** Makes `next` of `from`, and says whether it was this process that did it: exactly one may. */
  replace(file: string, from: string, next: string): Promise<boolean>
}
