import type { Shop } from './build.ts'
import { SetupError } from './setup-error.ts'

/** On this machine only: whoever reaches the shop can buy. */
const HOST = '127.0.0.1'

/**
 * Opens the shop on the port that PORT names, 3000 without one, or a free one where that is taken.
 * @returns where it is to be found
 * @throws SetupError
 */
export async function listen(shop: Pick<Shop, 'listen'>, port = '3000'): Promise<string> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new SetupError('PORT should be a number from 0 to 65535.', 'Leave it out for 3000.')
  }
  try {
    return await shop.listen(Number(port), HOST)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE') {
      throw new SetupError(`Port ${port} cannot be used (${code}).`, 'Set PORT to another, or to 0 for a free one.')
    }
    return shop.listen(0, HOST)
  }
}
