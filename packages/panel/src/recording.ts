import { isPagamioAuthError, type PagamioAuth, type PagamioAuthPool } from '@pagamio/auth-core'
import { type Incident, recordIncident } from '@pagamio/auth-core/incident'
import type { PanelSource } from './panel-source.ts'

/** What happens from now on, to be replayed elsewhere; of what only tells of itself as an instance does there is none. */
export function recordingOf(source: PanelSource): Incident | undefined {
  try {
    return recordIncident(source as PagamioAuth | PagamioAuthPool)
  } catch (error) {
    if (isPagamioAuthError(error)) return undefined
    throw error
  }
}
