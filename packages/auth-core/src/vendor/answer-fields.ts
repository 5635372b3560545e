import { own } from '../platform/json-fields.ts'

/** The values of some fields, wherever the documented shapes put them: at the top, or in `data`. */
export function given(answer: object, ...keys: string[]): unknown[] {
  return [answer, own(answer, 'data')]
    .flatMap((place) => keys.map((key) => own(place, key)))
    .filter((value) => value !== undefined)
}

export const notNull = (value: unknown): boolean => value !== null
