import { Readable, Writable } from 'node:stream'
import { interrupted } from '../../src/interruption.ts'
import type { Shell } from '../../src/shell.ts'

// Set where tests run at a terminal; what is tested here is no terminal.
delete process.env.FORCE_COLOR

export interface TestShell extends Shell {
  /** What was printed so far. */
  readonly out: () => string
  readonly err: () => string
  /** As Ctrl-C does. */
  interrupt(): void
}

/** Pipes of a run in this process, instead of the process's own. */
export function testShell({ env, input = '' }: { env: NodeJS.ProcessEnv; input?: string | undefined }): TestShell {
  const stdout = pipe()
  const stderr = pipe()
  const wishes = new AbortController()
  return {
    env,
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    interruption: () => ({ signal: wishes.signal, forget: () => {} }),
    out: stdout.text,
    err: stderr.text,
    interrupt: () => wishes.abort(interrupted(130)),
  }
}

function pipe(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
