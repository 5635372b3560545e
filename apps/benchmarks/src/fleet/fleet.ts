/** Members that share, ready to begin, all cold: processes, or isolates. */
export interface Fleet {
  /** All do it at once. Resolves when all are done; one that is refused is done as well, because the server counts it. */
  all(what: 'token' | 'renewal'): Promise<void>
  /** What they have asked of the store since the last time. */
  operations(): Promise<number>
  close(): Promise<void>
}

/** Starts so many members that ask one API. */
export type StartFleet = (baseUrl: string, members: number) => Promise<Fleet>
