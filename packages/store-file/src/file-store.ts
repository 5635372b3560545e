import {
  askForPermit,
  type LimitedEndpoint,
  permitKey,
  permitLogAt,
  type SharedTokenStore,
  settlePermit,
  untilAborted,
} from '@pagamio/auth-core'
import { type BudgetLeft, budgetLeft } from './budget-left.ts'
import { fileWatches } from './file-watch.ts'
import { releasedBy, takenBy } from './lease-record.ts'
import { tidying } from './litter.ts'
import { changed } from './permit-record.ts'
import { privateFolder } from './private-folder.ts'
import { ownName } from './process-name.ts'
import { readRecord, recordPath } from './record-file.ts'
import { resolveFolder } from './state-folder.ts'
import { machineClock, type StoreClock } from './store-clock.ts'
import { ifNewer, livingText, tokenRecord, upTo } from './token-record.ts'
import { UpdateQueue } from './update-queue.ts'

/** What {@link fileStore} takes. */
export interface FileStoreOptions {
  /**
   * Where the files are: a folder on a local disk of this machine, used for nothing else. It is created if it is
   * missing, and refused if others can write to it. A relative path counts from the current folder at the call.
   * @default the user's state folder: `$XDG_STATE_HOME/pagamio/tokens` (`~/.local/state/…`), on macOS
   * `~/Library/Application Support/pagamio/tokens`, on Windows `%LOCALAPPDATA%\pagamio\tokens`
   * @example folder: '/var/lib/shop/pagamio' // a volume, where containers share it
   */
  readonly folder?: string | undefined
  /**
   * For tests. All processes that share the folder need the same time, `monotonic` too.
   * @default the machine's clocks
   */
  readonly clock?: StoreClock | undefined
}

/** A {@link SharedTokenStore} of files, with members to inspect it. */
export interface FileStore extends SharedTokenStore {
  /** Where the files are: an absolute path. */
  readonly folder: string
  /**
   * Creates the folder now rather than at first use.
   * @throws PagamioAuthError `invalid_options` that says why the folder is refused; or the system's own error
   * @example await store.ready() // at start: fail if processes cannot share, rather than go on alone
   */
  ready(): Promise<void>
  /**
   * How much of an endpoint's limit is left now, over all processes. Changes nothing, also if there is no folder yet.
   * @example await store.budget(new URL(pagamio.baseUrl).origin, 'login', { limit: 5, windowMs: 60_000 })
   */
  budget(
    origin: string,
    endpoint: LimitedEndpoint,
    ask: { readonly limit: number; readonly windowMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<BudgetLeft>
}

/**
 * A store for the processes of one machine: PM2, `node:cluster`, cron jobs, command lines. It needs no server. One
 * private file for each slot, replaced whole or not at all; leases and permits survive the death of any process at any
 * moment. If it fails, its calls reject, and the core goes on without sharing.
 * @throws PagamioAuthError `invalid_options` for a `folder` that is no path, or that is needed because there is no home
 * @example
 * const pagamio = createPagamioAuth({ ...optionsFromEnv(), store: fileStore() })
 */
export function fileStore(options: FileStoreOptions = {}): FileStore {
  const { clock = machineClock() } = options
  const folder = resolveFolder(options.folder)
  const tidyNowAndThen = tidying(folder)
  const queue = new UpdateQueue(async () => {
    await privateFolder(folder, true)
    tidyNowAndThen()
  })
  const watchFile = fileWatches()
  const path = recordPath.bind(undefined, folder)
  const time = () => clock.monotonic()
  const leases = { time, own: ownName(clock.boot) }

  /** Nothing, where there is no folder. */
  const read = (file: string, signal: AbortSignal): Promise<unknown> =>
    untilAborted(signal, async () => ((await privateFolder(folder, false)) ? readRecord(file) : undefined))

  const update: UpdateQueue['update'] = (file, how, decide) =>
    untilAborted(how.signal, () => queue.update(file, how, decide))

  return {
    kind: 'file',
    folder,

    async ready() {
      await privateFolder(folder, true)
    },

    async get(slot, { signal }) {
      return livingText(await read(path('token', slot), signal), clock)
    },

    async setIfNewer(slot, entry, { signal }) {
      const decide = ifNewer(tokenRecord(entry, clock), entry.replaces, clock)
      const written = await update(path('token', slot), { signal, durable: true }, decide)
      const { releases } = entry
      if (releases !== undefined) await update(path('lease', slot), { signal }, releasedBy(releases, leases))
      return written
    },

    delete: (slot, { generation }, { signal }) => update(path('token', slot), { signal }, upTo(generation, clock)),

    takeLease: (slot, lease, { signal }) =>
      untilAborted(signal, async () => {
        const file = path('lease', slot)
        const watch = watchFile(file)
        try {
          const given = await queue.update(file, { signal }, takenBy(lease, leases))
          // Another process acquires: told when it is done, this one need not ask so often, and has the token soon after.
          if (!given) await watch.changed
          return given
        } finally {
          watch.end()
        }
      }),

    releaseLease: (slot, { owner }, { signal }) => update(path('lease', slot), { signal }, releasedBy(owner, leases)),

    takePermit: (key, ask, { signal }) =>
      update(
        path('permits', key),
        { signal },
        changed((log, now) => askForPermit(log, ask, now), time),
      ),

    settlePermit: (key, settlement, { signal }) =>
      update(
        path('permits', key),
        { signal },
        changed((log, now) => settlePermit(log, settlement, now), time),
      ),

    async budget(origin, endpoint, { signal = new AbortController().signal, ...limit }) {
      const record = await read(path('permits', permitKey(origin, endpoint)), signal)
      const now = time()
      return budgetLeft(permitLogAt(record, now), limit, now)
    },
  }
}
