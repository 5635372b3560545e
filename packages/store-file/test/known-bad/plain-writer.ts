import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'

/** Writes a record's file where it is, a part at a time, and sometimes an older generation. */
export async function writePlainly(folder: string): Promise<void> {
  const name = `${'0'.repeat(64)}.token`
  for (let generation = 1; generation <= 200; generation++) {
    const body = JSON.stringify({ generation: generation % 10, text: 'x'.repeat(5_000) })
    writeFileSync(
      join(folder, name),
      createHash('sha256').update(`@pagamio/store-file@1\n${name}\n${body}`).digest('hex'),
    )
    if (generation % 2) await turn()
    appendFileSync(join(folder, name), `\n${body}`)
    await turn()
  }
}
