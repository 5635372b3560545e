import { isIP } from 'node:net'
import { Option } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { Failure } from './failure.ts'

/** For commander: a whole number. Its own error for a bad value would repeat the value. */
export const wholeNumber =
  (flag: string, from: number, to: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= from && value <= to) return value
    throw new Failure(`${flag} should be a whole number from ${from} to ${to}.`, '', exitCodes.usage)
  }

/** For commander: an option that may be given several times. */
export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** For commander: one of a few words. Its own check of choices would repeat the value. */
export const oneOf =
  <Word extends string>(flag: string, ...words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new Failure(`${flag} should be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`, '', exitCodes.usage)
  }

/** For commander: an IP address. */
export const ipAddress =
  (flag: string) =>
  (text: string): string => {
    if (isIP(text) !== 0) return text
    throw new Failure(`${flag} should be an IP address, such as 127.0.0.1 or 0.0.0.0.`, '', exitCodes.usage)
  }

/** Of every command that calls the API. */
export const insecureHost = (): Option =>
  new Option('--insecure-host <name>', 'the one host beyond this machine that plain http may go to, as it is written')
