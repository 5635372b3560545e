export function ignore(): void {}

/** For what a user's function returned: anything thenable, of any realm, may reject without harming anybody. */
export function settleQuietly(result: unknown): void {
  if (typeof result !== 'object' || result === null) return
  // Looking for \`then\` may itself run the user's code, and throw.
  Promise.resolve(result).catch(ignore)
}
