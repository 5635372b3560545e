import { untilAborted } from '@pagamio/auth-core'
import { failed, passed, type Verdict, warned } from '../finding.ts'
import { aStep, type Place } from './configuration.ts'

interface Fault {
  readonly severe: boolean
  readonly says: string
  readonly todo: string
}

/** What people leave in when they copy an example: `<password>`, `your_username`, `changeme`, `xxx`, `${PASSWORD}`. */
const PLACEHOLDER =
  /^(<.*>|\[.*\]|\{.*\}|\$\{.*\}|%\w+%|x{3,}|\*{3,}|\.{3,}|change[-_ ]?me|to[-_ ]?do|tbd|placeholder|(pagamio[-_ ]?)?(user(name)?|password|secret)|(your|my)[-_ ].*)$/i
const VARIABLE = /^\$[A-Z][A-Z0-9_]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/
const INVISIBLE = /^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/
const QUOTED = /^(["'`]).*\1$/

/** What looks wrong with a value, without telling anything of the value itself. */
export function faultIn(what: string, value: unknown): Fault | undefined {
  const severe = (says: string, todo: string) => ({ severe: true, says: `The ${what} ${says}.`, todo })
  const odd = (says: string, todo: string) => ({ severe: false, says: `The ${what} ${says}.`, todo })
  if (typeof value !== 'string' || value === '') return severe('is empty', `Set the ${what}.`)
  if (CONTROL.test(value))
    return severe(
      'contains a control character',
      'Often a line break from a file or an editor: set it anew, on one line.',
    )
  if (INVISIBLE.test(value))
    return odd('begins or ends with a blank', 'Often copied along with it: set it anew, without.')
  if (QUOTED.test(value))
    return odd('is in quotation marks', 'Files for `docker --env-file` take them as part of the value: leave them out.')
  if (PLACEHOLDER.test(value) || VARIABLE.test(value))
    return odd('looks like a placeholder', `Put the real ${what} in its place.`)
  return undefined
}

/** Whether they can be what they should be; only a login says whether they are. */
export async function credentials(place: Place): Promise<Verdict> {
  const { username, password } = (await untilAborted(aStep(place), () => place.credentials())) ?? {}
  const faults = [faultIn('username', username), faultIn('password', password)].filter((fault) => fault !== undefined)
  if (faults.length === 0) return passed('A username and a password, both well-formed.')
  const says = faults.map((fault) => fault.says).join(' ')
  const todo = [...new Set(faults.map((fault) => fault.todo))].join(' ')
  return faults.some(({ severe }) => severe) ? failed(says, todo) : warned(says, todo)
}
