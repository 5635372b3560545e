export interface Snippet {
  readonly name: string
  readonly code: string
}
/**
 * @param home the package's folder; the snippets are written below its `test`
 * @param pages files to read, relative to `home`
 */
export declare function snippetsOf(
  home: string,
  pages?: readonly string[],
): {
  snippets: readonly Snippet[]
  /** Writes them, with a tsconfig like the package's own. */
  write(compilerOptions?: object): void
  remove: () => void
  /** Rejects with what the compiler says. */
  compile: () => Promise<{
    stdout: string
    stderr: string
  }>
  /** Runs one in a process of its own and gives what it prints; rejects with what it complains of. */
  run: ({ name }: Snippet, env: Record<string, string>) => Promise<string>
}
//# sourceMappingURL=snippets.d.ts.map
