// What is used of it: the runtime has it, and `wrangler types` writes its types for a real project.
declare module 'cloudflare:workers' {
  export function waitUntil(promise: Promise<unknown>): void
}
