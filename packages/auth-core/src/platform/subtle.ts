/** WebCrypto's keys and methods, named without the types of any platform. */
export type Subtle = typeof crypto.subtle
export type SealKey = Awaited<ReturnType<Subtle['deriveKey']>>
