import { createServer } from 'node:net'
import type { Shop } from './build.ts'
import { serverShop } from './node-server.ts'
import { SetupError } from './setup-error.ts'

/** On this machine only: anybody who reaches the shop can buy. */
const HOST = '127.0.0.1'

/**
 * Opens the shop on this port, or on a free one where it is taken.
 * @returns where it is to be found
 * @throws SetupError
 */
export async function listen(shop: Pick<Shop, 'listen'>, port: number): Promise<string> {
  try {
    return await shop.listen(port, HOST)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE') {
      throw new SetupError(`Port ${port} cannot be used (${code}).`, 'Set PORT to another, or to 0 for a free one.')
    }
    return shop.listen(0, HOST)
  }
}

/**
 * The port for processes that share one: this one, or a free one. Found out before there are any, or each of them would
 * have to tell of it. 0, which they share as well, stays 0.
 * @throws SetupError
 */
export async function portToShare(port: number): Promise<number> {
  if (port === 0) return 0
  const probe = serverShop(createServer(), async () => {})
  const url = await listen(probe, port)
  await probe.close()
  return Number(new URL(url).port)
}
