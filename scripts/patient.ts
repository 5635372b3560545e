/**
 * For what is tested in every package: a busy machine is slow, and nothing depends on how long it takes. Vitest itself gives up
 * waiting for something to be seen after a second.
 */
export const patient = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 20_000 } },
}
