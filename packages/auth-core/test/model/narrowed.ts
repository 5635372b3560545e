/** What the commands do not do yet, or the model does not look at, with the reason; 0 or false lifts it. */
export const narrowed = {
  /** Between the grant of a permit and the sending lie promises, in which abort, close() and setCredentials() are not heard. */
  quietBeforeEnding: true,
  /** What was sent before close() is tried again after it, and what lands after it is held. */
  closeOnlyBetweenCalls: true,
  /** A flight that is replaced because it is overdue goes on sending, the spent refresh token too. */
  longestSleepInFlightMs: 30_000 as number,
  /** Where `fetch` reports a 401 without waiting for the new token, that report waits as long as a caller would. */
  reportsKeepAliveMs: 30_000,
  /** Tickets without a caller: of one who was told at once, and of a flight that a 429 sends back after all have left. */
  ghostsInTheQueue: true,
}
