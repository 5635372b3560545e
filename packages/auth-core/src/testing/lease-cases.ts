import type { SharingCases } from './sharing-probe.ts'
import { expect } from './test-subject.ts'

/** Leases: one owner at a time, and for a time. */
export const leaseCases: SharingCases = {
  async 'a lease is one owner’s at a time, and another slot has another'({ lease }) {
    expect((await lease('one')) === true, 'a free lease should be given')
    expect((await lease('two')) === false, 'a lease that somebody has should be refused')
    expect((await lease('two', 'other')) === true, 'the lease of another slot should be free')
  },

  async 'of many that want a lease at once, one gets it'({ lease }) {
    const given = await Promise.all(Array.from({ length: 16 }, (_, n) => lease(`owner ${n}`)))
    expect(given.filter(Boolean).length === 1, `of 16 owners at once, one should get the lease: ${given}`)
  },

  async 'an owner keeps his lease by taking it again'({ lease, pass }) {
    await lease('one')
    await pass(0.6)
    expect((await lease('one')) === true, 'an owner should get his own lease again')
    await pass(0.6)
    expect((await lease('two')) === false, 'a lease that was taken again should last from then')
  },

  async 'a lease ends by itself'({ lease, pass }) {
    await lease('one')
    await pass(1.1)
    expect((await lease('two')) === true, 'a lease past its time should be free')
    expect((await lease('one')) === false, 'a process that lost its lease should not get it back from the new owner')
  },

  async 'only the owner gives a lease back'({ lease, release }) {
    await lease('one')
    await release('two')
    expect((await lease('two')) === false, 'a release by somebody else should do nothing')
    await release('one')
    expect((await lease('two')) === true, 'a lease that its owner gave back should be free')
    await release('one')
    expect((await lease('three')) === false, 'a release by a former owner should do nothing')
    await release('nobody', 'a slot without a lease')
  },

  async 'with `releases` the lease of that owner ends with the write, and with a write that is refused'({
    lease,
    write,
  }) {
    await lease('one')
    await write(10, { releases: 'two' })
    expect((await lease('two')) === false, 'a write that releases the lease of somebody else should leave it')
    await write(11, { releases: 'one' })
    expect((await lease('two')) === true, 'a write that releases its owner’s lease should end it')
    expect((await write(9, { releases: 'two' })) === false, 'an older generation should be refused')
    expect((await lease('three')) === true, 'a refused write that releases its owner’s lease should end it too')
  },
}
