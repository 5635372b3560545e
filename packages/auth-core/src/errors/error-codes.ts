/**
 * Every error code with what to do about it, in the words of the vendor's troubleshooting page where it has some.
 * The table in the docs is made from this list.
 */
export const errorCodes = {
  invalid_options: 'Correct the option that the message names.',
  insecure_url: 'Use https (plain http is for loopback only), and paths that stay below the base URL.',
  invalid_credentials:
    'Check username and password, sandbox versus production, and that the account is active; else ask Pagamio support. Not tried again until the credentials change.',
  action_required:
    'A person has to act: this login waits for a code that no program has. Use an account without two-factor login for the API, or have it switched off in the portal; then set the credentials again or restart. Not tried again until then.',
  credentials_unavailable:
    'Your credentials function failed, or gave no username and password. It is asked again at the next call.',
  account_forbidden:
    'Check that the account is active, the merchant approved and the resource allowed; else ask Pagamio support.',
  address_blocked:
    'Pagamio refuses this IP address. Stop other login traffic from it, check IP allow-listing in the portal, and wait.',
  rate_limited:
    'Pagamio allows 5 logins and 10 refreshes a minute per IP address, unless your account has other limits. Wait retryAfterMs, give the call a longer timeoutMs, or share tokens between processes through a store.',
  endpoint_unavailable: 'The token endpoint did not answer, or answered 5xx. Ask again after retryAfterMs.',
  unexpected_response:
    'The token endpoint answered something else than documented. Check the base URL and any proxy in between.',
  timeout: 'No token within timeoutMs. The acquisition goes on: the next call may find it done.',
  overloaded: 'More callers wait for this token than can be served. Shed load until the token endpoint answers.',
  closed: 'This instance was closed. Create a new one.',
} as const satisfies Record<string, string>

/** The stable codes of {@link PagamioAuthError}. */
export type ErrorCode = keyof typeof errorCodes
