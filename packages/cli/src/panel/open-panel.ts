import { type ServedPanel, servePanel } from '@pagamio/panel/node'
import { Failure } from '../failure.ts'

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
