import type { Core } from '../core.ts'
import { Instance, type InstanceOptions } from './instance.ts'
import { Outside } from './outside.ts'

/** Two instances of one merchant over one store. */
export class World extends Outside {
  readonly a: Instance
  readonly b: Instance

  constructor(core: Core, options: InstanceOptions, told: boolean) {
    super(core, told)
    this.a = new Instance('A', core, this, options)
    this.b = new Instance('B', core, this, options)
  }

  get instances(): readonly Instance[] {
    return [this.a, this.b]
  }
}
