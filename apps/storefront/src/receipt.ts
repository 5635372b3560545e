/** What a customer has to type in somewhere to get the purchase. */
interface Token {
  readonly label: string
  /** In groups of four, as they are read out. */
  readonly digits: string
  readonly note: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

/** Of a meter one or several, of a voucher its PIN, of what is there at once none. */
export function tokensOf(receipt: unknown): readonly Token[] {
  const { token, tokens, pin, units, unitType } = fieldsOf(receipt)
  if (Array.isArray(tokens)) {
    return tokens
      .map(fieldsOf)
      .flatMap(({ token, tokenDescription, quantity, unit }) =>
        tokenOf('Token', token, textOf(tokenDescription, quantity, unit)),
      )
  }
  return [...tokenOf('Token', token, textOf(units, unitType)), ...tokenOf('PIN', pin, undefined)]
}

/** What else there is to print. Amounts are not: they are cents in some receipts and rand in others. */
export function receiptLines(receipt: unknown): readonly (readonly [string, string | undefined])[] {
  const { serialNumber, expiryDate, name, address, receiptNumber, callCentre, voucher } = fieldsOf(receipt)
  const { redemptionInstructions } = fieldsOf(fieldsOf(voucher).content)
  return [
    ['Name', textOf(name)],
    ['Address', textOf(address)],
    ['Serial number', textOf(serialNumber)],
    ['Good until', textOf(expiryDate)],
    ['How', textOf(redemptionInstructions)],
    ['Receipt', textOf(receiptNumber)],
    ['Help', textOf(callCentre)],
  ]
}

function tokenOf(label: string, digits: unknown, note: string | undefined): readonly Token[] {
  const text = textOf(digits)
  return text === undefined ? [] : [{ label, digits: text.replace(/(.{4})(?=.)/g, '$1 '), note }]
}

function textOf(...values: readonly unknown[]): string | undefined {
  const texts = values.filter((value) => typeof value === 'string' || typeof value === 'number')
  return texts.join(' ') || undefined
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}
