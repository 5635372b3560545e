import { once } from 'node:events'
import { type ServedPanel, servePanel } from '@pagamio/panel/node'
import { Failure } from '../failure.ts'
import type { Screen } from '../screen.ts'
import type { Shell } from '../shell.ts'

/**
 * On 127.0.0.1, with a key of this start.
 * @throws Failure where the port is taken
 */
export async function openPanel(...[shown, options]: Parameters<typeof servePanel>): Promise<ServedPanel> {
  try {
    return await servePanel(shown, options)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new Failure(`Port ${options?.port} cannot be used (${code}).`, 'Any free one will do? Leave --port out.')
    throw error
  }
}

/** Prints the address, and serves until it is interrupted. */
export async function showPanel(
  panel: ServedPanel,
  { stdout, screen, signal }: Pick<Shell, 'stdout'> & { readonly screen: Screen; readonly signal: AbortSignal },
): Promise<void> {
  try {
    stdout.write(`${panel.url}\n`)
    screen.line(screen.paint('dim', 'For your browser, with a key of this start. Ctrl-C ends it.'))
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await panel.close()
  }
}
