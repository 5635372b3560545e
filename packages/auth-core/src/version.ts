/** Stamped by `scripts/stamp-version.mjs` when versions are bumped; a test compares it with package.json. */
export const version = '0.0.0'
