interface Globals {
  readonly navigator?: { readonly userAgent?: string }
  readonly EdgeRuntime?: unknown
  readonly Deno?: unknown
  readonly Bun?: unknown
  readonly process?: { readonly versions?: { readonly node?: string } }
}

/** Whether this runtime tells who is at the other end of a connection. Workers have `process` as well, but no peers. */
export function knowsPeers(globals: Globals = globalThis as Globals): boolean {
  if (globals.navigator?.userAgent === 'Cloudflare-Workers' || globals.EdgeRuntime !== undefined) return false
  return globals.Deno !== undefined || globals.Bun !== undefined || globals.process?.versions?.node !== undefined
}
