import type { Account } from './accounts.ts'
import type { ResolvedOptions } from './simulator-options.ts'
import type { IssuedTokens } from './token-ledger.ts'

/** A token answer in one of its shapes. Each tells whose it is, because `/transactions` asks for that. */
export function tokenAnswer(account: Account, { access, refresh }: IssuedTokens, options: ResolvedOptions): object {
  const { responseShape, expiresIn, refreshMs } = options
  const { userType, id: userTypeId } = account
  switch (responseShape) {
    case 'flat':
      return { accessToken: access, refreshToken: refresh, expiresIn, userType, userTypeId }
    case 'envelope':
      return { successful: true, data: { token: access, refreshToken: refresh, expiresIn, userType, userTypeId } }
    case 'profile':
      return {
        accessToken: access,
        refreshToken: refresh,
        accessTokenExpiresIn: expiresIn,
        refreshTokenExpiresIn: refresh === undefined ? undefined : refreshMs / 1000,
        username: account.username,
        roles: [`${userType}_ADMIN`],
        userId: account.userId,
        userType,
        userTypeId,
        hasWallet: true,
      }
  }
}

/** No token, and still a 200: a person has to enter a code, or to set up what gives one. */
export function secondFactorAnswer(factor: 'code' | 'setup', { responseShape }: ResolvedOptions): object {
  const asked = { [factor === 'code' ? 'requires2FA' : 'requires2FASetup']: true, tempToken: crypto.randomUUID() }
  return responseShape === 'envelope' ? { successful: true, data: asked } : asked
}
