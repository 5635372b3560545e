/** What the commands do not do yet, with the reason; the invariants stay as they are. */
export const narrowed = {
  /** Between the grant of a permit and the sending lie promises, in which abort, close() and setCredentials() are not heard. */
  quietBeforeEnding: true,
  /** What was sent before close() is tried again after it, and what lands after it is held. */
  closeOnlyWhenIdle: true,
  /** A flight that is replaced because it is overdue goes on sending, the spent refresh token too. */
  longestSleepInFlightMs: 30_000,
}
