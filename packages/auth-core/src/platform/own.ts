/**
 * A copy of an object's own properties, without a prototype: a polluted `Object.prototype` must not choose where a
 * password goes, or how many calls a minute allows.
 */
export const own = <T extends object>(given: T): T => Object.assign(Object.create(null), given)
