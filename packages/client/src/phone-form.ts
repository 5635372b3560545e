/** How the API wants phone numbers; every other form is refused with code 1005. */
const FORM = /^\+27\d{9}$/

/** What is wrong with a phone number, and the right form of it; nothing of the number itself. */
export function phoneProblem(number: string | undefined): string | undefined {
  if (number === undefined || FORM.test(number)) return undefined
  const found = /^0\d{9}$/.test(number)
    ? 'is in local form: write +27 in place of the leading 0'
    : /^27\d{9}$/.test(number)
      ? 'lacks the + before the 27'
      : 'is no South African number in international form'
  return `mobileNumber ${found}, as in +27821230045. normalisePhone of @pagamio/client/phone does so.`
}
