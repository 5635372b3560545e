/** What a script may rely on. */
export const exitCodes = {
  done: 0,
  /** Something failed that has no number of its own; for `doctor`: at least one check. */
  failed: 1,
  /** The command line makes no sense. Nothing was sent. */
  usage: 2,
  /** Credentials or settings are missing or unusable. Nothing was sent. */
  setup: 3,
  /** Pagamio refuses the credentials or the account. Trying again does not help. */
  refused: 4,
  /** No answer, or one that is not Pagamio's. Try again later. */
  unreachable: 5,
  /** The five logins a minute are spent. Try again when the message says. */
  limited: 6,
} as const

/** `pagamio api`: ten and the first digit of a status that is not 2xx, 14 for a 404. */
export const exitCodeOfStatus = (status: number): number =>
  status >= 200 && status <= 299 ? exitCodes.done : 10 + Math.floor(status / 100)
