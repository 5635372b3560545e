/** Something that you can put right when you start the shop: told in one line, without a stack. */
export class SetupError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
