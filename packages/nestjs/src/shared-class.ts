/**
 * The first copy's class, in all copies of this package: Nest knows a class by identity, and a bundle, or Node beside
 * Jest, may hold the ES module and the CommonJS one.
 */
export function sharedClass<T extends object>(name: string, made: T): T {
  const classes = globalThis as Record<symbol, unknown>
  const key = Symbol.for(`@pagamio/nestjs/${name}@1`)
  classes[key] ??= made
  return classes[key] as T
}
