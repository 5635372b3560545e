import { render } from 'preact'
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import type { PanelMessage } from '../messages.ts'
import { EventList } from './event-list.tsx'
import { Header } from './header.tsx'
import { Instance } from './instance.tsx'
import { emptyModel, type Link, looking, type Model, told, type View } from './model.ts'
import { PlayCard } from './play-card.tsx'
import { PoolView } from './pool-view.tsx'
import { ReplayCard } from './replay-card.tsx'
import { SaveIncident } from './save-incident.tsx'
import { StepList } from './step-list.tsx'
import { follow } from './stream.ts'

type Change = { readonly view: View } | { readonly link: Link } | { readonly message: PanelMessage }

function changed(model: Model, change: Change): Model {
  if ('view' in change) return looking(model, change.view)
  if ('link' in change) return { ...model, link: change.link }
  return told(model, change.message)
}

function Panel() {
  const [view, setView] = useState<View>({ source: 0, merchant: undefined })
  const [model, change] = useReducer(changed, view, emptyModel)
  const following = useRef<ReturnType<typeof follow>>(undefined)
  useEffect(() => {
    change({ view })
    const now = follow(
      view,
      (message) => change({ message }),
      (link) => change({ link }),
    )
    following.current = now
    return now.leave
  }, [view])

  const { hello, status, pool, replay, trouble, link } = model
  const kind = hello?.sources[view.source]?.kind
  return (
    <>
      <Header model={model} onSource={(source) => setView({ source, merchant: undefined })} />
      <main>
        {link.at === 'broken' && (
          <div class="notice bad" role="alert">
            <strong>Not connected.</strong> {link.why}{' '}
            {link.retryInS === undefined ? '' : `Trying again in ${link.retryInS} s; what you see is from before.`}
            <button type="button" onClick={() => following.current?.retry()}>
              Try now
            </button>
          </div>
        )}
        {hello?.notes.map((note) => (
          <p class="notice" key={note}>
            {note}
          </p>
        ))}
        {trouble && (
          <div class="notice bad" role="alert">
            <strong>Its state cannot be told.</strong> {trouble}
          </div>
        )}
        {kind === 'pool' && pool && (
          <PoolView model={model} pool={pool} onMerchant={(merchant) => setView({ source: view.source, merchant })} />
        )}
        {status && (
          <Instance
            name={model.rows.get(view.merchant ?? -1)?.[1]}
            status={status}
            events={model.events}
            limits={kind !== 'replay'}
          >
            {replay && <ReplayCard source={view.source} replay={replay} />}
            {hello?.simulator && <PlayCard simulator={hello.simulator} />}
          </Instance>
        )}
        {replay && <StepList steps={replay.steps} />}
        {hello && kind !== 'replay' && (
          <EventList events={model.events} lost={model.lost} told={kind === 'pool' && !status}>
            {hello.sources[view.source]?.recorded && <SaveIncident source={view.source} />}
          </EventList>
        )}
        {!hello && link.at !== 'broken' && <p class="starting">Opening the panel …</p>}
      </main>
      <footer>Shows what is known without asking anybody. No token, password or username is on this page.</footer>
    </>
  )
}

const root = document.getElementById('panel') as HTMLElement
root.replaceChildren()
render(<Panel />, root)
