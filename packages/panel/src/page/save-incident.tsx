import { useState } from 'preact/hooks'
import { saveIncident } from './stream.ts'

/** What happened as a file, for a bug report. */
export function SaveIncident({ source }: { readonly source: number }) {
  const [done, setDone] = useState('A file to replay elsewhere, without a token, a password or a name.')
  return (
    <div class="save">
      <button type="button" onClick={async () => setDone(await saveIncident(source))}>
        Save what happened
      </button>
      <span class="hint" role="status">
        {done}
      </span>
    </div>
  )
}
