import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const INDENT = 2

/** Indented JSON at a terminal, else what came, byte for byte. */
export async function printAnswer(
  response: Response,
  { include, stream }: { readonly include: boolean; readonly stream: NodeJS.WriteStream },
): Promise<void> {
  if (include) stream.write(headOf(response))
  if (!response.body) return
  if (stream.isTTY && /\bjson\b/.test(response.headers.get('content-type') ?? '')) {
    stream.write(`${indented(await response.text())}\n`)
    return
  }
  try {
    await pipeline(Readable.fromWeb(response.body), stream, { end: false })
  } catch (error) {
    // Whoever reads has seen enough (`| head`).
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}

function headOf({ status, statusText, headers }: Response): string {
  const lines = [
    `HTTP ${status} ${statusText}`.trimEnd(),
    ...Array.from(headers, ([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\n')}\n\n`
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, INDENT)
  } catch {
    return text
  }
}
