import type { Panel } from '../../src/index.ts'
import type { PanelMessage } from '../../src/messages.ts'

/** What the page's own requests bring. */
export const own = { host: '127.0.0.1:4000', 'pagamio-panel': 'page' }

export const ask = (
  panel: Panel,
  path = '/',
  headers: Record<string, string> = own,
  peer: string | undefined = '127.0.0.1',
) => panel.handle(new Request(`http://127.0.0.1:4000${path}`, { headers }), { peer })

/** Reads a stream message by message. */
export function reading(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let rest = ''
  const messages: PanelMessage[] = []
  return {
    /** Everything that came, as it came. */
    raw: '',
    /** Reads until a message is so, and gives it; all that came before is in `messages`. */
    async until<T extends PanelMessage['type']>(
      type: T,
      isSo: (message: Extract<PanelMessage, { type: T }>) => boolean = () => true,
    ): Promise<Extract<PanelMessage, { type: T }>> {
      for (;;) {
        const at = messages.findIndex((one) => one.type === type && isSo(one as Extract<PanelMessage, { type: T }>))
        if (at >= 0) return messages.splice(0, at + 1).at(-1) as Extract<PanelMessage, { type: T }>
        messages.splice(0)
        const { done, value } = await reader.read()
        if (done) throw new Error(`The stream ended without ${type}`)
        const text = decoder.decode(value, { stream: true })
        this.raw += text
        const parts = (rest + text).split('\n\n')
        rest = parts.pop() ?? ''
        messages.push(...parts.map((part) => JSON.parse(part.slice('data: '.length)) as PanelMessage))
      }
    },
    /** Whether it has ended. */
    async ended(): Promise<boolean> {
      for (;;) if ((await reader.read()).done) return true
    },
    leave: () => reader.cancel(),
  }
}
