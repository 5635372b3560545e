/**
 * A response's stream knows its request, and the headers of that hold the token. It stays the stream it is, but neither
 * `inspect` nor JSON nor a walk over its properties finds the way there.
 */
export function quietStream(data: unknown): void {
  if (typeof (data as { pipe?: unknown } | null | undefined)?.pipe !== 'function') return
  const stream = data as object
  for (const name of ['req', 'socket', 'client'])
    if (Object.hasOwn(stream, name)) Object.defineProperty(stream, name, { enumerable: false })
  const shown = `[${stream.constructor.name}]`
  for (const name of ['toJSON', Symbol.for('nodejs.util.inspect.custom')])
    Object.defineProperty(stream, name, { value: () => shown, configurable: true })
}
