import { PagamioAuthError } from '../errors/errors.ts'
import { own, parseObject } from '../platform/json-fields.ts'
import { type IncidentFile, LARGEST_INCIDENT } from './incident-file.ts'
import { number, shape } from './shape.ts'
import { isTraceStart, isTraceStep } from './trace-shape.ts'

const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9a-z.-]{1,40})?$/

/**
 * Reads a recorded incident. A file comes from anybody: it is taken whole and exactly as it is written, or refused, and
 * what is wrong with it is said without a word of its own.
 * @throws PagamioAuthError `invalid_options` in one sentence, with the merchant and the line where there is one
 * @example const steps = replayIncident(readIncident(await readFile('incident.json', 'utf8')))
 */
export function readIncident(text: string): IncidentFile {
  if (text.length > LARGEST_INCIDENT) throw refused('it is larger than 5 MB')
  const file = parseObject(text)
  if (!file) throw refused('it is no JSON, or not all of it')
  const format = own(file, 'incident')
  if (format === undefined) throw refused('it is something else')
  if (format !== 1) throw refused('it is of another version of the format, and this package reads version 1')
  const merchants = own(file, 'merchants')
  if (!isHead(file) || !Array.isArray(merchants)) throw refused('it does not begin as one')
  for (const [at, merchant] of merchants.entries()) checkMerchant(merchant, at + 1)
  return file as IncidentFile
}

const isHead = shape<IncidentFile>({
  incident: () => true,
  library: (value) => typeof value === 'string' && VERSION.test(value),
  of: (value) => value === 'instance' || value === 'pool',
  steps: number,
  dropped: number,
  merchants: () => true,
})
const isMerchant = shape<IncidentFile['merchants'][number]>({ merchant: number, dropped: number, trace: Array.isArray })

function checkMerchant(merchant: unknown, place: number): void {
  if (!isMerchant(merchant) || own(merchant, 'merchant') !== place)
    throw refused(`merchant ${place} does not begin as one`)
  const [start, ...steps] = own(merchant, 'trace') as readonly unknown[]
  const wrong = isTraceStart(start) ? steps.findIndex((step) => !isTraceStep(step)) + 1 : 0
  if (wrong > 0 || !isTraceStart(start))
    throw refused(`line ${wrong + 1} of merchant ${place} is not as the format has it`)
}

const refused = (why: string) =>
  new PagamioAuthError('invalid_options', `This is no incident to replay: ${why}.`, {
    hint: 'Record it again: `recordIncident(pagamio).text()`, with a version of @pagamio/auth-core like the one that reads it.',
  })
