import type { PanelSource } from './panel-source.ts'

/** How many panels of this process show one source. */
export interface Mounts {
  readonly count: number
  /** This one shows it no more. */
  end(): void
}

const counts = new WeakMap<PanelSource, { count: number }>()

export function mountsOf(source: PanelSource): Mounts {
  const counted = counts.get(source) ?? { count: 0 }
  counts.set(source, counted)
  counted.count++
  return {
    get count() {
      return counted.count
    },
    end: () => {
      counted.count--
    },
  }
}
