import { replayableBody } from '@pagamio/auth-core'

/** What axios gives its adapter to send, and whether the same bytes can be sent again. */
export interface OutgoingData {
  readonly data: unknown
  /** Where the data was a FormData: what it is called by now. */
  readonly contentType: string | undefined
  readonly replayable: boolean
}

/** As the core does it, in the forms that the adapters of axios take. */
export async function outgoingData(given: unknown): Promise<OutgoingData> {
  const { body, contentType, replayable } = await replayableBody(given)
  if (!replayable) return { data: given, contentType: undefined, replayable }
  // The copy of a view has a buffer of its own.
  if (body instanceof Uint8Array) return { data: body.buffer, contentType, replayable }
  // As a Blob it would be named by its own type, or by none.
  if (contentType !== undefined) return { data: await (body as Blob).arrayBuffer(), contentType, replayable }
  return { data: body, contentType, replayable }
}
