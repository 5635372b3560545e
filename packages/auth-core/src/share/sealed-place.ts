import { checkedEntry } from './checked-answers.ts'
import { openText, type Seal, sealText } from './seal.ts'
import type { StoreCall, StoredText, TokenStore } from './token-store.ts'

/** What is in a text: whether it opens at all, and what could be read of it. */
interface Opened<Content> {
  readonly opens: boolean
  readonly content: Content | undefined
}

type Text = Pick<StoredText, 'text' | 'generation'>

const nothing = { entry: undefined, opens: false, content: undefined }

/** One place in a store, seen through its seal. The store's own rejections pass through. */
export class SealedPlace<Content> {
  readonly #store: TokenStore
  readonly #seal: Seal
  readonly #read: (plain: string, generation: number) => Content | undefined
  readonly #onUnreadable: () => void
  /** A process that waits for another one looks at the same text many times: what opens is opened once. */
  #last: (Text & Opened<Content>) | undefined

  /** @param onUnreadable hears of a text that does not open; once of the same one, however often it is looked at */
  constructor(
    store: TokenStore,
    seal: Seal,
    read: (plain: string, generation: number) => Content | undefined,
    onUnreadable: () => void,
  ) {
    this.#store = store
    this.#seal = seal
    this.#read = read
    this.#onUnreadable = onUnreadable
  }

  get slot(): string {
    return this.#seal.slot
  }

  async look(call: StoreCall): Promise<{ readonly entry: StoredText | undefined } & Opened<Content>> {
    const entry = checkedEntry(await this.#store.get(this.slot, call))
    if (!entry) return nothing
    const last = this.#last
    const { opens, content } = last?.opens && isSame(last, entry) ? last : await this.#open(entry)
    return { entry, opens, content }
  }

  /** Writes what is newer, and what takes the place of something that no process can read. */
  async write(
    plain: string,
    about: { readonly generation: number; readonly ttlMs: number; readonly releases?: string | undefined },
    call: StoreCall,
  ): Promise<boolean> {
    const entry = { text: await sealText(this.#seal, plain, about.generation), ...about }
    if (await this.#store.setIfNewer(this.slot, entry, call)) return true
    const stored = await this.look(call)
    if (!stored.entry || stored.opens) return false
    await this.#store.delete(this.slot, { generation: stored.entry.generation }, call)
    return this.#store.setIfNewer(this.slot, entry, call)
  }

  /** Writes it if the stored entry has exactly this generation. */
  async replace(
    plain: string,
    about: { readonly generation: number; readonly ttlMs: number; readonly replaces: number },
    call: StoreCall,
  ): Promise<boolean> {
    const text = await sealText(this.#seal, plain, about.generation)
    return this.#store.setIfNewer(this.slot, { text, ...about }, call)
  }

  delete(generation: number, call: StoreCall): Promise<void> {
    return this.#store.delete(this.slot, { generation }, call)
  }

  async #open({ text, generation }: Text): Promise<Opened<Content>> {
    const plain = await openText(this.#seal, text, generation).catch(() => undefined)
    const opens = plain !== undefined
    const content = opens ? this.#read(plain, generation) : undefined
    const known = this.#last?.opens === false && this.#last.text === text
    this.#last = { text, generation, opens, content }
    if (!opens && !known) this.#onUnreadable()
    return this.#last
  }
}

const isSame = (one: Text, other: Text) => one.text === other.text && one.generation === other.generation
