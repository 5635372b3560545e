export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code

/** For `catch`: what is not there is `undefined`; any other failure goes on. */
export function unlessAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

/** For `catch`, where nothing depends on whether it worked. */
export const ignore = (): void => {}
