import { inspect } from 'node:util'

/** Names and passwords of the model's merchants begin so; what the simulator issues has shapes of its own. */
const SECRET = /canary-\w+|rt_[0-9a-f]{8}|eyJ[\w-]{8}/

/** The secret that somebody who prints, serialises or inspects a value would see; `undefined` where there is none. */
export function secretIn(value: unknown): string | undefined {
  return SECRET.exec(everyPrint(value))?.[0]
}

/** All usual ways to turn a value into text at once, with hidden properties and every cause. */
function everyPrint(value: unknown): string {
  const open = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: false }
  const texts = [inspect(value, open), inspect(value, { ...open, customInspect: false }), String(value)]
  if (typeof value === 'object' && value !== null) texts.push(JSON.stringify(value) ?? '')
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', value.cause ? everyPrint(value.cause) : '')
  return texts.join('\n')
}
