import { exitCodes } from './exit-codes.ts'
import { Failure } from './failure.ts'

/** For commander: a whole number of seconds. Its own error for a bad value would repeat the value. */
export const seconds =
  (flag: string, from: number, to: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= from && value <= to) return value
    throw new Failure(`${flag} should be a whole number from ${from} to ${to}.`, '', exitCodes.usage)
  }

/** For commander: an option that may be given several times. */
export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
