import type { Environment } from './environment.ts'
import type { MerchantOptions, SubMerchantOptions } from './simulator-options.ts'

/** One set of credentials as the server holds them: a merchant's, or a sub-merchant's. */
export interface Account {
  readonly id: string
  readonly kind: 'merchant' | 'sub-merchant'
  readonly environment: Environment
  readonly username: string
  /** Id of the merchant a sub-merchant belongs to. */
  readonly parentId: string | undefined
  readonly products: ReadonlySet<string> | undefined
  password: string
  active: boolean
  /** Access tokens issued so far: the last one's generation. */
  generations: number
}

export interface Accounts {
  find(environment: Environment, username: string): Account | undefined
  withId(environment: Environment, kind: Account['kind'], id: string): Account | undefined
  changePassword(username: string, password: string): void
  setActive(username: string, active: boolean): void
}

/** @throws RangeError where two accounts of one environment have the same username, or the same kind and id */
export function createAccounts(merchants: readonly MerchantOptions[], otherwise: Environment): Accounts {
  const accounts = merchants.flatMap((merchant) => accountsOf(merchant, merchant.environment ?? otherwise))
  const byUsername = index(accounts, 'username', ({ environment, username }) => `${environment} ${username}`)
  const byId = index(accounts, 'id', ({ environment, kind, id }) => `${environment} ${kind} ${id}`)

  /** One username may exist in both environments; a misspelt one would make a test pass for the wrong reason. */
  function named(username: string): readonly Account[] {
    const found = accounts.filter((account) => account.username === username)
    if (found.length === 0) throw new RangeError('The simulator has no account with this username')
    return found
  }

  return {
    find: (environment, username) => byUsername.get(`${environment} ${username}`),
    withId: (environment, kind, id) => byId.get(`${environment} ${kind} ${id}`),
    changePassword(username, password) {
      for (const account of named(username)) account.password = password
    },
    setActive(username, active) {
      for (const account of named(username)) account.active = active
    },
  }
}

/** Of two accounts of one name nobody could say which is meant. */
function index(
  accounts: readonly Account[],
  member: 'username' | 'id',
  keyOf: (account: Account) => string,
): ReadonlyMap<string, Account> {
  const found = new Map(accounts.map((account) => [keyOf(account), account]))
  if (found.size < accounts.length) throw new RangeError(`merchants should not have one ${member} twice`)
  return found
}

function accountsOf(merchant: MerchantOptions, environment: Environment): Account[] {
  const subMerchants = merchant.subMerchants ?? []
  return [
    accountOf(merchant, environment, undefined),
    ...subMerchants.map((subMerchant) => accountOf(subMerchant, environment, merchant.id)),
  ]
}

function accountOf(options: SubMerchantOptions, environment: Environment, parentId: string | undefined): Account {
  return {
    id: options.id,
    kind: parentId === undefined ? 'merchant' : 'sub-merchant',
    environment,
    username: options.username,
    parentId,
    products: options.products && new Set(options.products),
    password: options.password,
    active: options.active ?? true,
    generations: 0,
  }
}
