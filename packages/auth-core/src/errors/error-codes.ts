/**
 * Every error code with what to do, in the words of the vendor's troubleshooting page if it has any.
 * The table in the docs is generated from this list.
 */
export const errorCodes = {
  invalid_options: 'Correct the option that the message names.',
  insecure_url: 'Use https (plain http is for loopback only), and paths that stay below the base URL.',
  invalid_credentials:
    'Check username and password, sandbox or production, and that the account is active; else ask Pagamio support. There is no other try until the credentials change.',
  action_required:
    'This login waits for a code that only a person can enter. Use an account without two-factor login for the API, or switch it off in the portal; then set the credentials again or restart. There is no other try until then.',
  credentials_unavailable:
    'Your credentials function failed, or returned no username and password. The next call asks it again.',
  account_forbidden:
    'Check that the account is active, the merchant approved and the resource allowed; else ask Pagamio support.',
  address_blocked:
    'Pagamio refuses this IP address. Stop other login traffic from it, check IP allow-listing in the portal, and wait.',
  rate_limited:
    'Pagamio allows 5 logins and 10 refreshes a minute per IP address, unless your account has other limits. Wait retryAfterMs, give the call a longer timeoutMs, or share tokens between processes through a store.',
  endpoint_unavailable:
    'The token endpoint did not answer, or answered 5xx. Ask again after retryAfterMs. `pagamio doctor` tells the network from Pagamio.',
  unexpected_response: 'The token endpoint gave an undocumented answer. Check the base URL and any proxy in between.',
  timeout: 'No token within timeoutMs. The acquisition goes on: the next call may find it done.',
  overloaded: 'Too many callers wait for this token. Reduce the load until the token endpoint answers.',
  closed: 'This instance was closed. Create a new one.',
} as const satisfies Record<string, string>

/** The stable codes of {@link PagamioAuthError}. */
export type ErrorCode = keyof typeof errorCodes
