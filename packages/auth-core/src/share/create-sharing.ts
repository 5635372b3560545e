import { StoreSession, type StoreSessionParts } from './store-session.ts'

/** The entrance to all that only a store needs; it is loaded with the first store that is given. */
export const createSharing = (parts: StoreSessionParts): StoreSession => new StoreSession(parts)
