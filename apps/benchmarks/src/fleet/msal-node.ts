import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node'
import { demoCredentials } from '@pagamio/simulator'
import type { Redis } from 'ioredis'

const AUTHORITY = 'https://login.example/tenant'

/** What MSAL would otherwise ask Microsoft for. */
const authorityMetadata = JSON.stringify({
  issuer: AUTHORITY,
  authorization_endpoint: `${AUTHORITY}/authorize`,
  token_endpoint: `${AUTHORITY}/token`,
  jwks_uri: `${AUTHORITY}/keys`,
})

/**
 * A token by msal-node itself, with a cache in Redis as its documentation of distributed caches has it: the plug-in is
 * called before each look into the cache, and after each change. Only the request goes elsewhere: to the simulator, and
 * in its words.
 */
export async function tokenByMsal(login: () => Promise<Response>, client: Redis): Promise<string | undefined> {
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: demoCredentials.username,
      clientSecret: demoCredentials.password,
      authority: AUTHORITY,
      knownAuthorities: [new URL(AUTHORITY).host],
      authorityMetadata,
    },
    cache: {
      cachePlugin: {
        async beforeCacheAccess({ tokenCache }) {
          tokenCache.deserialize((await client.get('msal')) ?? '')
        },
        async afterCacheAccess({ cacheHasChanged, tokenCache }) {
          if (cacheHasChanged) await client.set('msal', tokenCache.serialize())
        },
      },
    },
    system: { networkClient: networkOf(login), disableInternalRetries: true },
  })
  const result = await application.acquireTokenByClientCredential({ scopes: ['pagamio/.default'] })
  return result?.accessToken
}

function networkOf(login: () => Promise<Response>): INetworkModule {
  return {
    sendGetRequestAsync: (url) => Promise.reject(new Error(`MSAL asks for ${url}`)),
    async sendPostRequestAsync() {
      const { status, headers, body } = await answerOf(await login())
      return { status, headers, body } as never
    },
  }
}

/** In the words of OAuth 2.0. */
async function answerOf(response: Response) {
  const { status } = response
  const headers = Object.fromEntries(response.headers)
  if (!response.ok)
    return { status, headers, body: { error: 'temporarily_unavailable', error_description: `${status}` } }
  const { data } = (await response.json()) as { data: { token: string; expiresIn: number } }
  return { status, headers, body: { token_type: 'Bearer', access_token: data.token, expires_in: data.expiresIn } }
}
