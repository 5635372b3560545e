const LARGEST_ANSWER = 4 * 1024 * 1024

/** The JSON of an answer; what is none, or more than there are categories, is nothing. */
export async function jsonOf({ body }: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > LARGEST_ANSWER) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    return undefined
  }
}
