/** The names of rows. What they are of cannot be read from them. */
export const nameOf = async (kind: 'slot' | 'lease' | 'calls', name: string): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name)))
  return `${kind} ${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
