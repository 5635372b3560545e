/** Stamped by `scripts/stamp-version.mjs` when versions are bumped; a test compares it with package.json. */
export const version = '0.0.0'

/** What our requests are signed with, where the platform allows. */
export const userAgent = `pagamio-auth-core/${version}`
