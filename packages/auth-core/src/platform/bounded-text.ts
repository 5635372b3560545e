/**
 * Reads at most `limit` decoded bytes of a body as UTF-8; `undefined` where there is more, and the rest is cancelled.
 * A few hundred compressed bytes can unfold into gigabytes, and nothing in the headers says so.
 */
export async function boundedText(response: Response, limit: number): Promise<string | undefined> {
  if (response.body === null) return ''
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > limit) {
      reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
