/** The part of `fetch` that the core needs; every runtime's own fits, and so does the simulator's. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>
