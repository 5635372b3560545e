import type { World } from './world.ts'

/** Numbers for generations, names and serial numbers of one world that are the same in all worlds like it. */
export class Ranks {
  readonly #generations: number[] = []
  readonly #names: (string | undefined)[] = []
  readonly #serials: (number | undefined)[] = []

  /** Begins with another world. Returns, between each two generations, how far they are apart: a mark takes the next one. */
  of({ processes, store }: World, withOld: boolean): readonly number[] {
    this.#names.length = 0
    this.#names.push(undefined)
    this.#serials.length = 0
    this.#serials.push(undefined)
    const all: number[] = []
    const add = (generation: number | undefined) => {
      if (generation !== undefined && generation > 0) all.push(generation)
    }
    for (const { state, writes, pending } of processes) {
      add(state.held?.set.generation)
      add(state.highestGeneration)
      for (const { step } of state.flight ? [...state.abandoned, state.flight] : state.abandoned)
        if (step.at === 'calling') {
          add(Math.floor(step.sentAt.wall))
          add(step.generation)
        }
      for (const write of writes) if (write.write === 'set') add(write.slot.set.generation)
      for (const { result, mark } of pending) {
        if (result && 'slot' in result) add(result.slot?.set.generation)
        add(mark?.slot.set.generation)
      }
    }
    add(store.slot?.set.generation)
    for (const { slot } of store.adrift) add(slot.set.generation)
    if (withOld) add(store.old?.set.generation)
    all.sort((one, other) => one - other)
    this.#generations.length = 0
    const gaps: number[] = []
    for (const generation of all) {
      const last = this.#generations[this.#generations.length - 1]
      if (last === generation) continue
      if (last !== undefined) gaps.push(Math.min(generation - last, 3))
      this.#generations.push(generation)
    }
    gaps.push(0)
    return gaps
  }

  get highest(): number {
    return this.#generations[this.#generations.length - 1] ?? 0
  }

  /** 0: none. 1: of nothing that is left. */
  generation(generation: number | undefined): number {
    return generation === undefined || generation === 0 ? 0 : this.#generations.indexOf(generation) + 2
  }

  /** How many of them are not higher. */
  upTo(generation: number): number {
    return this.#generations.findLastIndex((each) => each <= generation) + 1
  }

  name(name: string | undefined): number {
    const known = this.#names.indexOf(name)
    return known >= 0 ? known : this.#names.push(name) - 1
  }

  /** -1 if nothing else has this name. */
  knownName(name: string): number {
    return this.#names.indexOf(name)
  }

  serial(serial: number | undefined): number {
    const known = this.#serials.indexOf(serial)
    return known >= 0 ? known : this.#serials.push(serial) - 1
  }
}
