type Kind = 'string' | 'number' | 'boolean' | 'id' | 'list'

/** What the fields of an object have to be; with a `?` they may be missing or null. Others are nobody's business. */
export type Shape = Readonly<Record<string, Kind | `${Kind}?`>>

/** Own properties only, so that a polluted prototype answers nothing. */
export const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

export const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where an object differs from its shape, or `undefined`. */
export function wrongField(value: unknown, shape: Shape, path = ''): string | undefined {
  if (!isObject(value)) return path || 'body'
  const wrong = Object.entries(shape).find(([name, kind]) => !isKind(own(value, name), kind))
  return wrong && (path ? `${path}.${wrong[0]}` : wrong[0])
}

/** The same of each object in a list. */
export function wrongInList(value: unknown, shape: Shape, path = ''): string | undefined {
  if (!Array.isArray(value)) return path || 'body'
  for (const [at, one] of value.entries()) {
    const wrong = wrongField(one, shape, `${path}[${at}]`)
    if (wrong) return wrong
  }
  return undefined
}

function isKind(value: unknown, kind: Shape[string]): boolean {
  if (kind.endsWith('?')) return (value ?? undefined) === undefined || isKind(value, kind.slice(0, -1) as Kind)
  if (kind === 'list') return Array.isArray(value)
  // Numbers on one page, strings on another.
  if (kind === 'id') return typeof value === 'string' || typeof value === 'number'
  return typeof value === kind
}
