import { type Document, document, type Method, type Schema } from './document.ts'

/** One operation of the document, with its references followed. */
export interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST'
  /** As in the document, below the base URL: `/products/category/{categoryId}`. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** The documented statuses. */
  readonly statuses: readonly number[]
  /** The pages of the vendor's documentation that it is taken from. */
  readonly sources: readonly string[]
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
}

/** Every operation of the document, in its order. */
export const operations: readonly Operation[] = operationsOf(document)

function operationsOf({ paths, components }: Document): Operation[] {
  const parameter = (given: Schema) => {
    const name = typeof given.$ref === 'string' ? given.$ref.replace('#/components/parameters/', '') : undefined
    return (name === undefined ? given : components.parameters[name]) as unknown as Parameter
  }
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post'] satisfies Method[]).flatMap((method) => {
      const operation = item[method]
      if (!operation) return []
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(parameter)
      return {
        id: operation.operationId,
        method: method.toUpperCase() as Operation['method'],
        path,
        parameters: parameters.map(({ name, in: where }) => ({ name, in: where })),
        statuses: Object.keys(operation.responses).map(Number),
        sources: operation['x-sources'],
      }
    }),
  )
}

/**
 * The operation that a request is, or `undefined` for one that is not documented.
 * @param path below the base URL, with or without a query
 * @example findOperation('GET', '/products/categories/1002/fields')?.id // 'getCategoryFields'
 */
export function findOperation(method: string, path: string): Operation | undefined {
  const [plain = ''] = path.split('?')
  return operations.find((one) => one.method === method.toUpperCase() && fits(one.path, plain))
}

function fits(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith('{') ? given[at] !== '' : part === given[at]))
  )
}
