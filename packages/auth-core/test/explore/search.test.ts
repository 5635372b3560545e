// About explore/search: every order of events, within the smallest bounds. The long file has more of it.
import { describe, expect, it } from 'vitest'
import { invariants } from '../../explore/search/outcome.ts'
import { plantedFaults } from '../../explore/search/planted-faults.ts'
import { quickest } from '../../explore/search/runs.ts'
import { search } from '../../explore/search/search.ts'
import { storyOf } from '../../explore/search/story.ts'

describe('the search over all orders of events', () => {
  it.each(quickest)('finds nothing wrong with what is shipped: $name', (bounds) => {
    const report = search(bounds)
    const stories = report.violations.map(
      ({ invariant, detail, path }) => `${invariant}: ${detail}\n${storyOf(bounds, path)}`,
    )
    expect(stories).toEqual([])
    expect(report.complete).toBe(true)
  })

  it.each(plantedFaults)('finds a planted fault: $name', ({ bounds, subject, breaks }) => {
    const { violations } = search(bounds, { subject, stopAtFirst: true })
    expect(violations.map(({ invariant }) => invariant)).toEqual([breaks])
  })

  it('has a planted fault for each invariant', () => {
    const broken = new Set(plantedFaults.map(({ breaks }) => breaks))
    expect(invariants.filter((invariant) => !broken.has(invariant))).toEqual([])
  })

  it('tells a counterexample step by step', () => {
    const [fault] = plantedFaults
    if (!fault) throw new Error('there is no planted fault')
    const { bounds, subject } = fault
    const [found] = search(bounds, { subject, stopAtFirst: true }).violations
    const story = storyOf(bounds, found?.path ?? [], subject).split('\n')
    expect(story.at(0)).toContain('it is asked for a token')
    expect(story.at(1)).toContain('begin, read')
    expect(story.at(-1)).toContain('is sent for the third time')
  })
})
