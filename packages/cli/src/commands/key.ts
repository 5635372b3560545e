import { Command } from 'commander'
import type { Shell } from '../shell.ts'

export const keyCommand = (shell: Shell): Command =>
  new Command('key')
    .description('keys that encrypt tokens in a store')
    .helpCommand(false)
    .addCommand(
      new Command('new')
        .description('print a new key and a newline, nothing else')
        .addHelpText(
          'after',
          `
It is 32 random bytes as base64, and kept nowhere. Keep it with your secrets. Every process that shares the store
needs it, as PAGAMIO_STORE_KEY, PAGAMIO_STORE_KEY_FILE or the \`key\` option.

Examples:
  export PAGAMIO_STORE_KEY="$(pagamio key new)"
  (umask 077 && pagamio key new > store.key)         and then: PAGAMIO_STORE_KEY_FILE=store.key`,
        )
        .action(() => {
          const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
          shell.stdout.write(`${Buffer.from(key).toString('base64')}\n`)
        }),
    )

const KEY_BYTES = 32
