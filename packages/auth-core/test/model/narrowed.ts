/** What the commands do not do yet, or the model does not look at, with the reason; false (or a longer sleep) lifts it. */
export const narrowed = {
  /** Between the grant of a permit and the sending lie promises, in which abort, close() and setCredentials() are not heard. */
  quietBeforeEnding: true,
  /**
   * A flight that has sent something is tried again after close(), also where it only waits for a permit by then
   * (for the login after a refused refresh), and what lands after close() is held.
   */
  closeOnlyWhenIdle: true,
  /** A flight that is replaced because it is overdue goes on sending, the spent refresh token too. */
  longestSleepInFlightMs: 30_000 as number,
  /** Tickets without a caller: each caller who is told at once, as the only one, leaves his in the queue. */
  ghostsInTheQueue: true,
}
