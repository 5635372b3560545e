import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { SetupError } from './setup-error.ts'

/** On this machine only: whoever reaches the shop can buy. */
const HOST = '127.0.0.1'

/**
 * Listens on the port that PORT names, 3000 without one, or a free one where that is taken.
 * @returns where the server is to be found
 * @throws SetupError
 */
export async function listen(server: Server, port = '3000'): Promise<string> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new SetupError('PORT should be a number from 0 to 65535.', 'Leave it out for 3000.')
  }
  try {
    await opened(server, Number(port))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE') {
      throw new SetupError(`Port ${port} cannot be used (${code}).`, 'Set PORT to another, or to 0 for a free one.')
    }
    await opened(server, 0)
  }
  return `http://${HOST}:${(server.address() as AddressInfo).port}`
}

async function opened(server: Server, port: number): Promise<void> {
  server.listen(port, HOST)
  await once(server, 'listening')
}
