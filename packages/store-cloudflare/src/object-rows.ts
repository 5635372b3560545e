import type { CasPort } from '@pagamio/store-cas'
import type { ObjectState } from './object-types.ts'

/**
 * The object's own storage, which answers at once: nobody comes between a look and a write. What was answered is on the disk,
 * because the platform holds an object's answers back until its writes are.
 */
export function objectRows({ storage: { sql } }: ObjectState): CasPort<string> {
  sql.exec('CREATE TABLE IF NOT EXISTS pagamio (key TEXT PRIMARY KEY, text TEXT, version TEXT, expires_at REAL)')
  const read = (key: string) =>
    sql.exec('SELECT text, version FROM pagamio WHERE key = ?', key).toArray()[0] as
      | { readonly text: string; readonly version: string }
      | undefined
  return {
    read: async (key) => read(key),
    async write(key, text, { ifVersion, ttlMs }) {
      if (read(key)?.version !== ifVersion) return undefined
      const version = crypto.randomUUID()
      sql.exec('INSERT OR REPLACE INTO pagamio VALUES (?, ?, ?, ?)', key, text, version, Date.now() + ttlMs)
      return version
    },
    now: Date.now,
  }
}

/** Removes what is over. */
export const removeOver = ({ storage: { sql } }: ObjectState): void => {
  sql.exec('DELETE FROM pagamio WHERE expires_at < ?', Date.now())
}
