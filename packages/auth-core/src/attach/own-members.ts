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

/**
 * The members of an instance of a class as own ones: what its classes give is meant (a `Request` serves as an `init`), what
 * every object inherits is not.
 */
export function classMembersOf<T extends object>(value: T): T {
  const names = new Set<string | symbol>()
  let one: object = value
  for (let next = Object.getPrototypeOf(one); next !== null; one = next, next = Object.getPrototypeOf(one))
    for (const name of Reflect.ownKeys(one)) names.add(name)
  return membersOf(Object.fromEntries([...names].map((name) => [name, value[name as keyof T]])) as T)
}
