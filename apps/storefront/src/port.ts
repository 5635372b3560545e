import { SetupError } from './setup-error.ts'

/**
 * The port that PORT names; 3000 without one.
 * @throws SetupError for anything else
 */
export function portOf({ PORT }: Readonly<Record<string, string | undefined>>): number {
  const port = PORT || '3000'
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port)
  throw new SetupError('PORT should be a number from 0 to 65535.', 'Leave it out for 3000.')
}
