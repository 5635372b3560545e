import { exitCodes } from '../exit-codes.ts'
import type { Screen } from '../screen.ts'
import { checkNames, type Finding } from './finding.ts'

const marks = {
  passed: ['green', '✓'],
  warned: ['yellow', '!'],
  failed: ['red', '✗'],
  skipped: ['dim', '–'],
} as const

const WIDTH = Math.max(...checkNames.map((name) => name.length))
/** Under the text, behind mark and name. */
const INDENT = ' '.repeat(WIDTH + 4)

/** One finding as it is shown: a line, and under it what to do, where there is something. */
export function lineOf({ check, state, says, todo }: Finding, paint: Screen['paint']): string {
  const [style, mark] = marks[state]
  const text = state === 'skipped' ? paint('dim', says) : says
  const line = `${paint(style, mark)} ${paint('bold', check.padEnd(WIDTH))}  ${text}`
  return todo === undefined ? line : `${line}\n${INDENT}${paint('cyan', '→')} ${todo}`
}

/** All of them in one line. */
export function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  const [failed, warned, skipped] = [count('failed'), count('warned'), count('skipped')]
  if (failed + warned + skipped === 0) return 'All is well.'
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warned > 0 ? [`${warned} to look at`] : []),
    ...(skipped > 0 ? [`${skipped} not tried`] : []),
    `${count('passed')} passed`,
  ]
  return `${failed > 0 ? 'It does not work' : 'It works'}: ${parts.join(', ')}.`
}

/** What a program reads. */
export function toJson(findings: readonly Finding[]): { readonly ok: boolean; readonly checks: readonly Finding[] } {
  return { ok: exitCodeOf(findings) === exitCodes.done, checks: findings }
}

/** Warnings are no failure. */
export const exitCodeOf = (findings: readonly Finding[]): number =>
  findings.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.done
