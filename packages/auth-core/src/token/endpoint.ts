/** The two calls that bring tokens; each has a limit of its own per IP address. */
export type LimitedEndpoint = 'login' | 'refresh'

/** Why an acquisition began. */
export type AcquisitionReason = 'first' | 'renew_ahead' | 'must_renew' | 'rejected'
