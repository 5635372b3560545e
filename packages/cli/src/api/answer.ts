import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Output } from '../shell.ts'
import { indented } from './indented.ts'

/** Indented JSON at a terminal, else what came, byte for byte. */
export async function printAnswer(
  response: Response,
  { include, stream }: { readonly include: boolean; readonly stream: Output },
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
    // Whoever reads has seen enough (`| head`), or there is no room for more: main.ts watches all that is printed.
    if ((error as NodeJS.ErrnoException).syscall !== 'write') throw error
  }
}

function headOf({ status, statusText, headers }: Response): string {
  const lines = [
    `HTTP ${status} ${statusText}`.trimEnd(),
    ...Array.from(headers, ([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\n')}\n\n`
}
