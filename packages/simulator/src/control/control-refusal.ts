/** An error of the control API: a word for programs, and a sentence for people. */
export const refusal = (status: number, error: string, message: string): Response =>
  Response.json({ error, message }, { status })
