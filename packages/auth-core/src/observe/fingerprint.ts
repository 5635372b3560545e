/** Eight hex digits that tell accounts apart in logs without naming them (32-bit FNV-1a). Not a secret keeper. */
function fingerprint(origin: string, username: string): string {
  let hash = 0x811c9dc5
  for (const unit of `${origin}\n${username}`) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The account as events and status name it. */
export const accountOf = (origin: string, known: { readonly username: string } | undefined): string =>
  known ? fingerprint(origin, known.username) : 'unknown'
