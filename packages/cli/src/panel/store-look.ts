import type { PagamioAuth, PagamioAuthStatus } from '@pagamio/auth-core'
import type { InstanceSource } from '@pagamio/panel'
import type { FileStore } from '@pagamio/store-file'
import { lookAtBudget } from '../status.ts'

/** One account as the store of this machine has it: looked at again each time that somebody asks how it is. */
export class StoreLook implements InstanceSource {
  readonly #auth: PagamioAuth
  readonly #store: FileStore
  readonly subscribe: PagamioAuth['subscribe']
  #budget: PagamioAuthStatus['budget']
  #looking = false

  private constructor(auth: PagamioAuth, store: FileStore) {
    this.#auth = auth
    this.#store = store
    this.subscribe = auth.subscribe
    this.#budget = auth.status().budget
  }

  static async at(auth: PagamioAuth, store: FileStore): Promise<StoreLook> {
    const look = new StoreLook(auth, store)
    await look.#look()
    return look
  }

  /** What was seen last; it looks again meanwhile. */
  status(): PagamioAuthStatus {
    this.#look()
    return { ...this.#auth.status(), budget: this.#budget }
  }

  close(): Promise<void> {
    return this.#auth.close()
  }

  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      await this.#auth.restore()
      this.#budget = await lookAtBudget({ auth: this.#auth, store: this.#store })
    } catch {
      // What it is that fails, `status()` says; the limits stay as they were.
    } finally {
      this.#looking = false
    }
  }
}
