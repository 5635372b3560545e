/** A fault of the driver, as a prototype that does something else, and where the exploration has to find it. */
export interface Fault {
  readonly name: string
  readonly scenario: string
  /** One of the violations it is found by. */
  readonly violation: RegExp
  /** Returns the function that takes it out again. */
  readonly plant: () => () => void
}

/** Puts another method in the place of one, which it is given. */
export function replaceMethod<Prototype, Name extends keyof Prototype>(
  prototype: Prototype,
  name: Name,
  other: (original: Prototype[Name]) => Prototype[Name],
): () => void {
  const original = prototype[name]
  prototype[name] = other(original)
  return () => {
    prototype[name] = original
  }
}
