/** What copies inherit from. As fast as a literal, which an object made by `Object.create(null)` is not. */
const NOTHING: object = Object.freeze(Object.create(null))

/** A new object with the own members of up to three others, later ones winning, that inherits nothing. */
export const membersOf = <T extends object>(one?: T, two?: T, three?: T): T =>
  Object.assign(Object.create(NOTHING), one, two, three)

/** Whether a value is an object literal, or has no prototype: no array, no Map, no instance of a class. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
