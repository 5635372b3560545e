import { pipeline } from 'node:stream/promises'
import type { Output } from '../shell.ts'
import { indented } from './indented.ts'
import { shown } from './shown.ts'

/** At a terminal text that it does not obey, and indented JSON; else what came, byte for byte. */
export async function printAnswer(
  response: Response,
  { include, stream }: { readonly include: boolean; readonly stream: Output },
): Promise<void> {
  const head = headOf(response)
  if (include) stream.write(stream.isTTY ? shown(head) : head)
  if (!response.body) return
  if (stream.isTTY && /\bjson\b/.test(response.headers.get('content-type') ?? '')) {
    stream.write(`${shown(indented(await response.text()))}\n`)
    return
  }
  try {
    await pipeline(stream.isTTY ? shownText(response.body) : response.body, stream, { end: false })
  } catch (error) {
    // The reader has seen enough (`| head`), or there is no room for more: main.ts watches all that is printed.
    if ((error as NodeJS.ErrnoException).syscall !== 'write') throw error
  }
}

async function* shownText(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  for await (const text of body.pipeThrough(new TextDecoderStream())) yield shown(text)
}

function headOf({ status, statusText, headers }: Response): string {
  const lines = [
    `HTTP ${status} ${statusText}`.trimEnd(),
    ...Array.from(headers, ([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\n')}\n\n`
}
