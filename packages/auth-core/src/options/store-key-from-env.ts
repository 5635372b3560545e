import { invalidOption } from '../errors/errors.ts'
import { codeOf, type NamingOptions, namedFile, prefixOf, type Variables, variableReader } from './environment.ts'
import { resolveKeys } from './store-key.ts'

/**
 * The `key` of a store from `PAGAMIO_STORE_KEY`, or from the file that `PAGAMIO_STORE_KEY_FILE` names: base64 of 32
 * bytes. White space around it, and a byte order mark, are dropped. `optionsFromEnv` reads it too. Use this for a pool,
 * whose credentials do not come from the environment.
 *
 * @param env the variables; in Workers the `env` of the handler
 * @default process.env, or nothing if there is no process
 * @param naming `{ prefix }` in place of `PAGAMIO_`
 * @returns undefined if neither is set
 * @throws PagamioAuthError `invalid_options` if both are set, the file cannot be read, or it is not a key
 * @example createPagamioAuthPool({ environment: 'sandbox', credentialsFor, store, key: storeKeyFromEnv() })
 */
export function storeKeyFromEnv(env?: Variables, naming: NamingOptions = {}): string | readonly string[] | undefined {
  const variable = `${prefixOf(naming)}STORE_KEY`
  const inFile = `${variable}_FILE`
  const read = variableReader(env)
  const path = read(inFile)
  if (path === undefined) return checked(read(variable), variable)
  if (read(variable) !== undefined) throw invalidOption(inFile, `should not be set together with ${variable}`)
  const file = namedFile(inFile, path, variable)
  let text: string
  try {
    text = file.readNow()
  } catch (thrown) {
    throw invalidOption(inFile, `should name a file that holds a key${codeOf(thrown)}`)
  }
  return checked(text, inFile)
}

function checked(text: string | undefined, variable: string): string | readonly string[] | undefined {
  if (text === undefined) return undefined
  const [first = '', ...others] = text.trim().split(/[\s,]+/)
  const key = others.length === 0 ? first : [first, ...others]
  resolveKeys(key, variable)
  return key
}
