import { createBudget, createPagamioAuth, type PagamioAuth } from '@pagamio/auth-core'

/** An instance with limits of its own: the rounds of a benchmark must not stand in line for each other's logins. */
export const pagamioAt = (origin: string): PagamioAuth =>
  createPagamioAuth({
    baseUrl: `${origin}/api/v1`,
    credentials: { username: 'demo', password: 'demo-password' },
    budget: createBudget(),
  })
