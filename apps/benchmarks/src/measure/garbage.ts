/** Without it one subject would clear away what the subject before it left behind. */
export function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void }
  if (!gc) throw new Error('Run it with node --expose-gc.')
  gc()
}
