/** Throws a sentence about what the application did instead. */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(`Adapter contract: ${otherwise}`)
}

/** One of the server's figures. */
export function expectCount(what: string, seen: number, wanted: number): void {
  expect(seen === wanted, `${what}: ${wanted} expected, the server saw ${seen}`)
}
