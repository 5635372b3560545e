import { invalidOption } from '../errors/errors.ts'
import { failureFacts } from '../errors/failure-facts.ts'

/** The part of `process` that is used, where there is one. */
interface Process {
  readonly env?: Readonly<Record<string, string | undefined>>
  getBuiltinModule?(id: 'node:fs'): FileSystem | undefined
}

interface FileSystem {
  readFileSync(path: string, encoding: 'utf8'): string
  statSync(path: string): { isFile(): boolean }
  readonly promises: { readFile(path: string, encoding: 'utf8'): Promise<string> }
}

/** Environment variables, or the bindings that a handler in Workers gets. */
export type Variables = Readonly<Record<string, string | undefined>>

const platform = () => (globalThis as { process?: Process }).process

/** How variables are named. */
export interface NamingOptions {
  /**
   * What the names begin with, for several merchants in one process.
   * @default 'PAGAMIO_'
   * @example optionsFromEnv(undefined, { prefix: 'KIOSK_PAGAMIO_' }) // KIOSK_PAGAMIO_USERNAME, …
   */
  readonly prefix?: string | undefined
}

/** @throws PagamioAuthError `invalid_options` for what no name begins with */
export function prefixOf({ prefix = 'PAGAMIO_' }: NamingOptions): string {
  if (typeof prefix !== 'string' || !/^[a-z_]\w*$/i.test(prefix))
    throw invalidOption('prefix', 'should be what the names of variables begin with, such as "KIOSK_PAGAMIO_"')
  return prefix
}

/** How variables are read: an empty one, and a binding that is no text, count as missing. */
export function variableReader(env: Variables | undefined): (name: string) => string | undefined {
  const variables: Readonly<Record<string, unknown>> = env ?? platform()?.env ?? {}
  return (name) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }
}

/** The file that a variable names, by its text without a byte order mark. */
export interface NamedFile {
  readNow(): string
  /** Each time again; of a pipe, which can be read once, what was read first. */
  read(): Promise<string>
}

/** Some systems call `/dev/stdin` a file, and go on where the last reader has stopped. */
const DEVICE = /^\/dev\//

/**
 * @param variable the one that holds the path
 * @param instead the one that is set where there are no files
 * @throws PagamioAuthError `invalid_options` where there are no files
 */
export function namedFile(variable: string, path: string, instead: string): NamedFile {
  // No import: the core also loads where there are no files.
  const fs = platform()?.getBuiltinModule?.('node:fs')
  if (!fs) throw invalidOption(variable, `needs a platform with files: set ${instead} instead`)
  let once: string | undefined
  const readNow = (): string => {
    if (once !== undefined) return once
    const again = !DEVICE.test(path) && fs.statSync(path).isFile()
    const text = plainText(fs.readFileSync(path, 'utf8'))
    if (!again) once = text
    return text
  }
  return { readNow, read: async () => once ?? plainText(await fs.promises.readFile(path, 'utf8')) }
}

/** Some editors begin a file with a mark; what is no UTF-8 after that would be sent as a wrong secret. */
function plainText(text: string): string {
  if (/[\0\ufffd]/.test(text)) throw Object.assign(new Error(), { code: 'NOT_UTF8' })
  return text.replace(/^\ufeff/, '')
}

/** Only the code: the message of a file error quotes the path, and people put the secret there by mistake. */
export function codeOf(thrown: unknown): string {
  const { code } = failureFacts(thrown)
  return code === undefined ? '' : ` (${code})`
}
