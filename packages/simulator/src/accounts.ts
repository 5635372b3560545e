import { checkOneOf } from './checks.ts'
import type { Environment } from './environment.ts'
import type { MerchantOptions, SecondFactor, SubMerchantOptions } from './merchant-options.ts'

/** One set of credentials as the server holds them: a merchant's, or a sub-merchant's. */
export interface Account {
  readonly id: string
  /** Of the person who logs in. */
  readonly userId: number
  readonly kind: 'merchant' | 'sub-merchant' | 'partner' | 'vendor'
  /** As the token answer and the transactions have it. */
  readonly userType: 'MERCHANT' | 'SUB_MERCHANT' | 'PARTNER' | 'VENDOR'
  readonly environment: Environment
  readonly username: string
  readonly products: ReadonlySet<string> | undefined
  password: string
  active: boolean
  /** What a person has to do before there is a token. */
  secondFactor: SecondFactor | undefined
  /** Access tokens issued so far: the last one's generation. */
  generations: number
}

const FIRST_USER = 4711

export interface Accounts {
  find(environment: Environment, username: string): Account | undefined
  changePassword(username: string, password: string): void
  setActive(username: string, active: boolean): void
  setSecondFactor(username: string, factor: SecondFactor | undefined): void
}

/** @throws RangeError where two accounts of one environment have the same username, or the same kind and id */
export function createAccounts(merchants: readonly MerchantOptions[], otherwise: Environment): Accounts {
  const accounts = merchants
    .flatMap((merchant) => accountsOf(merchant, merchant.environment ?? otherwise))
    .map((account, index): Account => ({ ...account, userId: FIRST_USER + index }))
  const byUsername = index(accounts, 'username', ({ environment, username }) => `${environment} ${username}`)
  index(accounts, 'id', ({ environment, kind, id }) => `${environment} ${kind} ${id}`)

  /** One username may exist in both environments; a misspelt one would make a test pass for the wrong reason. */
  function named(username: string): readonly Account[] {
    const found = accounts.filter((account) => account.username === username)
    if (found.length === 0) throw new RangeError('The simulator has no account with this username')
    return found
  }

  return {
    find: (environment, username) => byUsername.get(`${environment} ${username}`),
    changePassword(username, password) {
      for (const account of named(username)) account.password = password
    },
    setActive(username, active) {
      for (const account of named(username)) account.active = active
    },
    setSecondFactor(username, factor) {
      checkOneOf('factor', factor, [undefined, 'code', 'setup'])
      for (const account of named(username)) account.secondFactor = factor
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

type Unnumbered = Omit<Account, 'userId'>

function accountsOf(merchant: MerchantOptions, environment: Environment): Unnumbered[] {
  const { role: kind = 'merchant', products, subMerchants = [] } = merchant
  return [
    accountOf(merchant, environment, kind),
    // What is activated for a merchant is so for its sub-merchants.
    ...subMerchants.map((one) => accountOf({ products, ...one }, environment, 'sub-merchant')),
  ]
}

const USER_TYPES = {
  merchant: 'MERCHANT',
  'sub-merchant': 'SUB_MERCHANT',
  partner: 'PARTNER',
  vendor: 'VENDOR',
} as const satisfies Readonly<Record<Account['kind'], Account['userType']>>

function accountOf(options: SubMerchantOptions, environment: Environment, kind: Account['kind']): Unnumbered {
  return {
    id: options.id,
    kind,
    userType: USER_TYPES[kind],
    environment,
    username: options.username,
    products: options.products && new Set(options.products),
    password: options.password,
    active: options.active ?? true,
    secondFactor: options.secondFactor,
    generations: 0,
  }
}
