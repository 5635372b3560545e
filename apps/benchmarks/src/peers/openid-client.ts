import { allowInsecureRequests, Configuration, clientCredentialsGrant, type TokenEndpointResponse } from 'openid-client'

/** openid-client keeps no token itself: this is the cache that one writes around it, with the library's own reckoning of time. */
export function openidClient(origin: string): () => Promise<TokenEndpointResponse> {
  const server = { issuer: origin, token_endpoint: `${origin}/oauth/token` }
  const configuration = new Configuration(server, 'demo', 'demo-password')
  allowInsecureRequests(configuration)
  let tokens: Awaited<ReturnType<typeof clientCredentialsGrant>> | undefined
  return async () => {
    if (tokens && (tokens.expiresIn() ?? 0) > 0) return tokens
    tokens = await clientCredentialsGrant(configuration)
    return tokens
  }
}
