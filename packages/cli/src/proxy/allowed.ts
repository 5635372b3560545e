import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** Whether a path below the base URL may be reached by that method. */
export type Allowed = (method: string, path: string) => boolean

/**
 * The rules of `--allow`: a path, `*` for the rest of one, and a method before it where only that one is meant.
 * @throws Failure for what is no rule
 */
export function allowedBy(rules: readonly string[]): Allowed {
  const allowed = rules.map(ruleOf)
  return (method, path) => allowed.some((allows) => allows(method, path))
}

function ruleOf(rule: string): Allowed {
  const [, only, path] = /^(?:([A-Z]+) )?(\/[^?#]*)$/.exec(rule) ?? []
  if (path === undefined)
    throw new Failure("--allow should be a path, or a method and a path, as in 'GET /products/*'.", '', exitCodes.usage)
  const start = path.endsWith('*') ? path.slice(0, -1) : undefined
  return (method, asked) =>
    (only === undefined || method === only || (only === 'GET' && method === 'HEAD')) &&
    (start === undefined ? asked === path : asked.startsWith(start))
}
