// About explore/search: what takes seconds within its smallest bounds.
import { describe, expect, it } from 'vitest'
import { plantedFaults } from '../../explore/search/planted-faults.ts'
import { quick } from '../../explore/search/runs.ts'
import { search } from '../../explore/search/search.ts'

describe('the search over all orders of events', () => {
  it('finds nothing wrong with what is shipped, and meets two processes that send one refresh token only over a store that does not keep a mark, or knows none', () => {
    const met = new Set<string>()
    for (const bounds of quick) {
      const { violations, complete, limits } = search(bounds)
      expect({ violations, complete }, bounds.name).toEqual({ violations: [], complete: true })
      for (const limit of limits.keys()) met.add(limit)
    }
    expect([...met].sort()).toEqual([
      'two processes send one refresh token: killed, over a store that only keeps',
      'two processes send one refresh token: the store lied about a mark',
      'two processes send one refresh token: the store went back in time',
    ])
  })

  it.each([...new Set(plantedFaults.map(({ bounds }) => bounds))])(
    'finds nothing where faults are planted, without them: $name',
    (bounds) => {
      expect(search(bounds).violations).toEqual([])
    },
  )
})
