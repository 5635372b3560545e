import * as kyModule from 'ky'

/** Whether this is ky 1, which lacks the error class. */
export const isFirstMajor = !('NetworkError' in kyModule)
