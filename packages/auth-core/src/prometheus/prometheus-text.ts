import { isPagamioAuthError } from '../errors/errors.ts'
import type { PagamioAuthStatus } from '../observe/status.ts'
import type { StoreStatus } from '../observe/store-status.ts'
import type { PagamioAuth } from '../pagamio-auth.ts'
import type { PagamioAuthPool, PagamioAuthPoolStatus } from '../pool/pagamio-auth-pool.ts'

type Status = PagamioAuthStatus | PagamioAuthPoolStatus
type Labels = Readonly<Record<string, string>>

interface Sample {
  readonly labels?: Labels
  readonly value: number
}

interface Gauge {
  readonly name: string
  readonly help: string
  samples(status: Status): readonly Sample[]
}

const isPool = (status: Status): status is PagamioAuthPoolStatus => 'merchants' in status
const flag = (on: boolean): readonly Sample[] => [{ value: on ? 1 : 0 }]
const number = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ value }])
const ofOne = (status: Status): PagamioAuthStatus | undefined => (isPool(status) ? undefined : status)

const byEndpoint =
  (read: (endpoint: Status['budget']['login']) => number) =>
  ({ budget }: Status): readonly Sample[] =>
    (['login', 'refresh'] as const).map((endpoint) => ({ labels: { endpoint }, value: read(budget[endpoint]) }))

/** Labelled with what the store is. */
const ofStore =
  (read: (store: StoreStatus) => number | undefined) =>
  ({ store }: Status): readonly Sample[] =>
    number(store && read(store)).map(({ value }) => ({ labels: { store: store?.kind ?? '' }, value }))

const gauges: readonly Gauge[] = [
  {
    name: 'pagamio_up',
    help: 'Whether tokens can be given. A pool is down if all merchants are in trouble and none has a usable token.',
    samples: ({ health }) => flag(health !== 'down'),
  },
  {
    name: 'pagamio_degraded',
    help: 'Whether an acquisition failed, and none has succeeded since.',
    samples: (status) => flag(isPool(status) ? status.inTrouble > 0 : status.trouble !== undefined),
  },
  {
    name: 'pagamio_token_expires_timestamp_seconds',
    help: 'When the held token ends.',
    samples: (status) => number(ofOne(status)?.expiresAt && (ofOne(status)?.expiresAt as number) / 1000),
  },
  {
    name: 'pagamio_callers_waiting',
    help: 'Callers that wait for a token.',
    samples: (status) => number(ofOne(status)?.waiting),
  },
  {
    name: 'pagamio_next_acquisition_seconds',
    help: 'How long until an acquisition may be tried.',
    samples: (status) => number(ofOne(status) && (ofOne(status)?.nextAcquisitionInMs as number) / 1000),
  },
  {
    name: 'pagamio_trouble',
    help: 'What went wrong last, by code.',
    samples(status) {
      const code = ofOne(status)?.trouble?.code
      return code === undefined ? [] : [{ labels: { code }, value: 1 }]
    },
  },
  {
    name: 'pagamio_merchants',
    help: 'Merchants of a pool, by state.',
    samples(status) {
      if (!isPool(status)) return []
      const { merchants: held, usable, acquiring, inTrouble: in_trouble } = status
      return Object.entries({ held, usable, acquiring, in_trouble }).map(([state, value]) => ({
        labels: { state },
        value,
      }))
    },
  },
  {
    name: 'pagamio_permits_limit',
    help: 'Calls that are allowed in a window.',
    samples: byEndpoint(({ limit }) => limit),
  },
  {
    name: 'pagamio_permits_available',
    help: 'Calls that may be sent at once.',
    samples: byEndpoint(({ left }) => left),
  },
  {
    name: 'pagamio_permits_waiting',
    help: 'Acquisitions that wait for a permit.',
    samples: byEndpoint(({ waiting }) => waiting),
  },
  {
    name: 'pagamio_permits_next_seconds',
    help: 'How long until the next call may be sent.',
    samples: byEndpoint(({ nextInMs }) => nextInMs / 1000),
  },
  {
    name: 'pagamio_store_up',
    help: 'Whether the store answered last time. Not there without a store.',
    samples: ofStore(({ state }) => (state === 'working' ? 1 : 0)),
  },
  {
    name: 'pagamio_store_last_call_duration_seconds',
    help: 'How long the last call of the store took.',
    samples: ofStore(({ latency }) => latency && latency.lastMs / 1000),
  },
  {
    name: 'pagamio_store_slowest_call_duration_seconds',
    help: 'How long the slowest call of the store took, in the minute before the last one.',
    samples: ofStore(({ latency }) => latency && latency.slowestMs / 1000),
  },
  {
    name: 'pagamio_store_last_call_timestamp_seconds',
    help: 'When the last call of the store was over.',
    samples: ofStore(({ latency }) => latency && latency.at / 1000),
  },
]

/**
 * The status in Prometheus's text format, without OpenTelemetry. It makes no call and contains no secret.
 * @param instances by a name of your own for each: it becomes the label `instance_name`
 * @returns for `Content-Type: text/plain; version=0.0.4`
 * @example app.get('/metrics', (c) => c.text(prometheusText({ shop: pagamio })))
 */
export function prometheusText(
  instances: Readonly<Record<string, Pick<PagamioAuth, 'status'> | Pick<PagamioAuthPool, 'status'>>>,
): string {
  const seen = Object.entries(instances).map(([name, instance]) => [name, statusOf(instance)] as const)
  return gauges
    .map(({ name, help, samples }) => {
      const lines = seen.flatMap(([instance_name, status]) =>
        ('code' in status ? withoutStatus(name, status) : samples(status)).map(
          ({ labels, value }) => `${name}${labelsOf({ instance_name, ...labels })} ${value}`,
        ),
      )
      return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}\n`
    })
    .join('')
}

/** Options that come late may be wrong ones: that one is down, and the others are told all the same. */
function statusOf(instance: { status(): Status }): Status | { readonly code: string } {
  try {
    return instance.status()
  } catch (thrown) {
    if (isPagamioAuthError(thrown)) return { code: thrown.code }
    throw thrown
  }
}

function withoutStatus(name: string, { code }: { readonly code: string }): readonly Sample[] {
  if (name === 'pagamio_up') return flag(false)
  return name === 'pagamio_trouble' ? [{ labels: { code }, value: 1 }] : []
}

const labelsOf = (labels: Labels) =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
