// Made of openapi.yaml by `pnpm generate`.

/** Every documented response code with its meaning. */
export const responseCodes = {
  '0': "The purchase was successful.",
  '999': "The purchase failed: see the details.",
  '1000': "The product is not supported: check its code.",
  '1001': "Required fields are missing.",
  '1002': "The product is inactive for now.",
  '1003': "The product is not sold on this channel.",
  '1004': "The amount is outside the limits of the product.",
  '1005': "The phone number has a wrong format: it should begin with +27.",
  '1006': "A duplicate: the reference was used before.",
  '1007': "The tender amount is invalid.",
  '1008': "A field has a wrong format: the meter number, the phone number or another.",
  '1009': "The product is not active for this account: ask Pagamio to activate it.",
  '1010': "The product is invalid.",
  '1100': "The account details are invalid.",
  '1101': "The account was not found.",
  '1102': "The customer was not found.",
  '1103': "The balance is too low: top it up.",
  '1104': "The meter number is invalid.",
  '1105': "The customer is blocked; with status 401 or 403, this user may not do that. Ask Pagamio support.",
  '1106': "The customer has arrears.",
  '1107': "The meter does not allow this request.",
  '1200': "The provider failed to process it: try again.",
  '1201': "The provider has a system error: wait, then try again.",
  '1202': "The provider is unavailable: try later.",
  '1203': "It failed at the provider: ask Pagamio support.",
  '1204': "The provider did not answer in time: ask for the state before you try again.",
  '1205': "It was processed already: look into the transactions.",
  '1206': "Out of stock.",
  '1300': "Required fields are missing, or the phone number has a wrong format.",
} as const

/** A response code that the documentation knows. */
export type ResponseCode = keyof typeof responseCodes
