import type { SharedTokenStore } from '@pagamio/auth-core'
import type { CommonStore } from './common-store.ts'
import type { Member } from './member.ts'
import type { Scheduler } from './scheduler.ts'

/** The store as one process sees it: over a network, if that is not cut, and while it stands. */
export function storeSeenBy(member: Member, store: CommonStore, scheduler: Scheduler): SharedTokenStore {
  const refused = () => new Error('the store cannot be reached')

  function ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { life, random } = member
    return new Promise((resolve, reject) => {
      const wayMs = random.between(0.2, 1.5)
      const back = (run: () => void) => scheduler.after(wayMs, () => member.deliver(life, run, 'answers'))
      const arrive = () => {
        const failed = store.down ?? (member.cut === 'answers are lost' ? undefined : member.cut)
        if (failed === 'silent') return
        if (failed === 'refused') return void back(() => reject(refused()))
        const answer = work()
        if (member.cut === 'answers are lost') return
        back(() => {
          member.storeAnswered()
          answer.then(resolve, reject)
        })
      }
      scheduler.quietlyAfter(wayMs + store.slowMs * random.between(0.5, 1.5), arrive)
      member.asked()
    })
  }

  return {
    get: (slot, call) => ask(() => store.inner.get(slot, call)),
    setIfNewer: (slot, entry) => ask(() => store.setIfNewer(slot, entry)),
    delete: (slot, which) => ask(() => store.delete(slot, which)),
    takeLease: (slot, lease, call) => ask(() => store.inner.takeLease(slot, lease, call)),
    releaseLease: (slot, lease, call) => ask(() => store.inner.releaseLease(slot, lease, call)),
    takePermit: (...given) => ask(() => store.inner.takePermit(...given)),
    settlePermit: (...given) => ask(() => store.inner.settlePermit(...given)),
  }
}
