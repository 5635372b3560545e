import type { Profile } from '@pagamio/auth-core'
import { columns, type Screen } from './screen.ts'

/** Everything that was told, one field on a line. */
export function whoamiLines({ fields }: Profile, api: string, paint: Screen['paint']): string[] {
  const told = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : `${value}`,
  ])
  const rows = told.length > 0 ? told : [['account', 'Pagamio told nothing of it at login']]
  return columns([['api', api], ...rows], (cell, _row, column) => (column === 0 ? paint('dim', cell) : cell))
}
