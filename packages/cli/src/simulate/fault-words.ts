import type { BodyForm, Fault } from '@pagamio/simulator'
import { refusalWords } from './refusal-words.ts'

/** One way to write a fault on the command line: how it looks, what it does, and what it is to the simulator. */
export interface FaultWord {
  readonly form: string
  readonly meaning: string
  /** `value` is what stands behind the colon. Undefined for what is not written like this. */
  faultOf(word: string, value: string | undefined): Fault | undefined
}

type BareKind = 'reset' | 'lose-answer' | 'hang' | 'hang-after-headers' | 'malformed-json' | 'html'

/** No status of ours has less than 200 or more than 599. */
const STATUS = /^[2-5]\d\d$/
const BODY_FORMS: readonly BodyForm[] = ['envelope', 'nested', 'plain', 'html', 'empty']

const LONGEST_DELAY_MS = 600_000
const MOST_BYTES_PER_SECOND = 1_000_000
const MOST_MEGABYTES = 10_240

export const faultWords: readonly FaultWord[] = [
  {
    form: '503, 503:html',
    meaning: `that status; its body is ${BODY_FORMS.join(', ')}`,
    faultOf(word, value) {
      const body = BODY_FORMS.find((form) => form === value)
      if (!STATUS.test(word) || body !== value) return undefined
      return { kind: 'status', status: Number(word), body }
    },
  },
  {
    form: 'refusal:balance-too-low',
    meaning: 'a documented refusal, by a name from the list below; nothing is charged',
    faultOf(word, value) {
      const refusal = refusalWords.find((name) => name === value)
      return word === 'refusal' && refusal ? { kind: 'refusal', refusal } : undefined
    },
  },
  {
    form: 'delay:3000',
    meaning: 'the normal answer, so many milliseconds later',
    faultOf(word, value) {
      const ms = numberOf(value, { from: 0, to: LONGEST_DELAY_MS })
      return word === 'delay' && ms !== undefined ? { kind: 'delay', ms } : undefined
    },
  },
  bare('reset', 'a reset connection'),
  bare('lose-answer', 'the same, but the work is done: tokens rotated, purchases charged'),
  bare('hang', 'no answer, ever'),
  bare('hang-after-headers', 'the work is done; status and headers, never a body'),
  {
    form: 'drip, drip:50',
    meaning: 'the normal answer, so many bytes a second (10)',
    faultOf(word, value) {
      const bytesPerSecond = numberOf(value, { from: 1, to: MOST_BYTES_PER_SECOND })
      if (word !== 'drip' || (value !== undefined && bytesPerSecond === undefined)) return undefined
      return { kind: 'drip', bytesPerSecond }
    },
  },
  bare('malformed-json', '200 and JSON that breaks off'),
  bare('html', '200 and a web page'),
  {
    form: 'gzip-bomb, gzip-bomb:64',
    meaning: '200 and a small body that unpacks to so many megabytes (1024)',
    faultOf(word, value) {
      const megabytes = numberOf(value, { from: 1, to: MOST_MEGABYTES })
      if (word !== 'gzip-bomb' || (value !== undefined && megabytes === undefined)) return undefined
      return { kind: 'gzip-bomb', megabytes }
    },
  },
  {
    form: 'redirect:<url>',
    meaning: '307 to that place',
    faultOf(word, value = '') {
      if (word !== 'redirect' || !/^https?:\/\//.test(value) || !URL.canParse(value)) return undefined
      return { kind: 'redirect', location: new URL(value).href }
    },
  },
]

function bare(kind: BareKind, meaning: string): FaultWord {
  return {
    form: kind,
    meaning,
    faultOf: (word, value) => (word === kind && value === undefined ? { kind } : undefined),
  }
}

function numberOf(text: string | undefined, { from, to }: { from: number; to: number }): number | undefined {
  const value = Number(text)
  return text !== undefined && /^\d+$/.test(text) && value >= from && value <= to ? value : undefined
}
