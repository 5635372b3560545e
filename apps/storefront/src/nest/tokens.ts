/** What asks Pagamio for our own shop: the Ask of a build. */
export const ASK = Symbol('ASK')

/** The Sellers. */
export const SELLERS = Symbol('SELLERS')
