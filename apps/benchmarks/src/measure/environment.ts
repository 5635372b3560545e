/** The environment for a child process, without what would compile its code ahead or load more code into it. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: _, NODE_OPTIONS: __, ...env } = process.env
  return env
}
