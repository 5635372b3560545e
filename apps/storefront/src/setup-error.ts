/** Something that whoever starts the shop can put right: told in one line, without a stack. */
export class SetupError extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
