import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import { exitCodeOf, lineOf, summaryOf, toJson } from '../../src/doctor/report.ts'
import { durationOf } from '../../src/duration.ts'
import { plain } from './support/scene.ts'

const passed: Finding = { check: 'dns', state: 'passed', says: 'Fine.' }
const warned: Finding = { check: 'configuration', state: 'warned', says: 'Odd.', todo: 'Look.' }
const failed: Finding = { check: 'token', state: 'failed', says: 'Bad.', todo: 'Act.' }
const skipped: Finding = { check: 'call', state: 'skipped', says: 'Not tried.' }

describe('the report', () => {
  test('is one aligned line for each check, with what to do under it', () => {
    expect([passed, warned, failed, skipped].map((finding) => lineOf(finding, plain)).join('\n')).toBe(
      [
        '✓ dns            Fine.',
        '! configuration  Odd.',
        '                 → Look.',
        '✗ token          Bad.',
        '                 → Act.',
        '– call           Not tried.',
      ].join('\n'),
    )
  })

  test('is coloured by whoever paints it', () => {
    const painted = lineOf(failed, (style, text) => `<${style}>${text}</>`)
    expect(painted).toContain('<red>✗</> <bold>token        </>  Bad.')
    expect(painted).toContain('<cyan>→</> Act.')
  })

  test('has a summary of one line', () => {
    expect(summaryOf([passed, passed])).toBe('All is well.')
    expect(summaryOf([passed, warned])).toBe('It works: 1 to look at, 1 passed.')
    expect(summaryOf([passed, warned, failed, skipped])).toBe(
      'It does not work: 1 failed, 1 to look at, 1 not tried, 1 passed.',
    )
  })

  test('for programs says whether it works, and has an exit code: a warning is no failure', () => {
    expect(toJson([passed, warned])).toEqual({ ok: true, checks: [passed, warned] })
    expect(JSON.parse(JSON.stringify(toJson([failed])))).toEqual({ ok: false, checks: [failed] })
    expect([[passed], [warned, skipped], [passed, failed]].map(exitCodeOf)).toEqual([0, 0, 1])
  })

  test('shows durations in one unit', () => {
    expect([1, 42_000, 89_000, 90_000, 3_600_000, 5_400_000, 200_000_000].map(durationOf)).toEqual([
      '1 s',
      '42 s',
      '89 s',
      '2 min',
      '60 min',
      '2 h',
      '2 days',
    ])
  })
})
