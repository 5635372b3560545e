/** What can go wrong, and what that is called in the options and on the page. */
export const faultKinds = {
  'store-slow': 'store: slow',
  'store-down': 'store: down, or too slow',
  'store-cut': 'store: cut off from some',
  'store-forgets': 'store: forgets writes',
  'store-emptied': 'store: emptied',
  'store-restored': 'store: restored',
  outage: 'Pagamio: outage',
  'slow-answers': 'Pagamio: slow answers',
  'lost-answers': 'Pagamio: lost answers',
  block: 'Pagamio: address blocked',
  revocation: 'Pagamio: tokens revoked',
  'password-change': 'Pagamio: passwords changed',
  pause: 'processes: stand still',
  kill: 'processes: killed',
  deploy: 'processes: all replaced',
  clock: 'processes: clocks set',
} as const

export type FaultKind = keyof typeof faultKinds

export const allFaults = Object.keys(faultKinds) as FaultKind[]
