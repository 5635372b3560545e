/** The cookies of an answer, as a browser sends them back. */
export const keptBy = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
