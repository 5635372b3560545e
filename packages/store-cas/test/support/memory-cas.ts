import type { CasPort } from '../../src/index.ts'

/** The smallest backend there can be, and what it was asked. */
export interface MemoryCas extends CasPort<number> {
  readonly rows: Map<string, { text: string; version: number; ttlMs: number }>
  reads: number
  writes: number
  /** Writes for which somebody else was quicker. */
  lost: number
}

/** @param settle takes the time that a backend takes */
export function memoryCas(now: () => number = Date.now, settle: () => Promise<unknown> = async () => {}): MemoryCas {
  let versions = 0
  const rows: MemoryCas['rows'] = new Map()
  const port: MemoryCas = {
    rows,
    reads: 0,
    writes: 0,
    lost: 0,
    now,
    async read(key) {
      port.reads++
      await settle()
      const row = rows.get(key)
      return row && { ...row }
    },
    async write(key, text, { ifVersion, ttlMs }) {
      port.writes++
      await settle()
      if (rows.get(key)?.version !== ifVersion) {
        port.lost++
        return undefined
      }
      rows.set(key, { text, version: ++versions, ttlMs })
      return versions
    },
  }
  return port
}
