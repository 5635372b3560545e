/** The two calls that return tokens. Each has its own limit per IP address. */
export type LimitedEndpoint = 'login' | 'refresh'

/** Why an acquisition began. */
export type AcquisitionReason = 'first' | 'renew_ahead' | 'must_renew' | 'rejected'
