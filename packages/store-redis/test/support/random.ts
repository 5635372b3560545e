export interface Random {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number
  oneOf<T>(choices: readonly T[]): T
}

/** The same numbers for the same seed (xorshift32). */
export function random(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  function below(limit: number): number {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  return { below, oneOf: <T>(choices: readonly T[]) => choices[below(choices.length)] as T }
}
