import { invalidOption } from '../errors/errors.ts'
import { failureFacts } from '../errors/failure-facts.ts'

/** The part of `process` that is used, where there is one. */
interface Process {
  readonly env?: Readonly<Record<string, string | undefined>>
  getBuiltinModule?(id: 'node:fs'): FileSystem | undefined
}

interface FileSystem {
  readFileSync(path: string, encoding: 'utf8'): string
  readonly promises: { readFile(path: string, encoding: 'utf8'): Promise<string> }
}

/** Environment variables, or the bindings that a handler in Workers gets. */
export type Variables = Readonly<Record<string, string | undefined>>

const platform = () => (globalThis as { process?: Process }).process

/** How variables are read: an empty one, and a binding that is no text, count as missing. */
export function variableReader(env: Variables | undefined): (name: string) => string | undefined {
  const variables: Readonly<Record<string, unknown>> = env ?? platform()?.env ?? {}
  return (name) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }
}

/** The file that a variable names, by its text: now, or each time again. */
export interface NamedFile {
  readNow(): string
  read(): Promise<string>
}

/**
 * @param variable the one that holds the path
 * @param instead the one that is set where there are no files
 * @throws PagamioAuthError `invalid_options` where there are no files
 */
export function namedFile(variable: string, path: string, instead: string): NamedFile {
  // No import: the core also loads where there are no files.
  const fs = platform()?.getBuiltinModule?.('node:fs')
  if (!fs) throw invalidOption(variable, `needs a platform with files: set ${instead} instead`)
  return { readNow: () => fs.readFileSync(path, 'utf8'), read: () => fs.promises.readFile(path, 'utf8') }
}

/** Only the code: the message of a file error quotes the path, and people put the secret there by mistake. */
export function codeOf(thrown: unknown): string {
  const { code } = failureFacts(thrown)
  return code === undefined ? '' : ` (${code})`
}
