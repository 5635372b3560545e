/** Nothing from around us: no proxy, no options of this process, no caches but those in a folder that goes. */
export function childEnvironment(folder: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env
  return { PATH, SystemRoot, HOME: folder, TMPDIR: folder, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
}
