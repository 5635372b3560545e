import type { Model } from './model.ts'

/** What is looked at, and how it stands with the stream. */
export function Header({ model, onSource }: { readonly model: Model; readonly onSource: (source: number) => void }) {
  const { hello, link, view, status, pool } = model
  const isReplay = hello?.sources[view.source]?.kind === 'replay'
  const environment = pool?.environment ?? status?.environment
  return (
    <header>
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <circle cx="16" cy="16" r="13" class="logo-ring" />
          <path d="M16 3a13 13 0 0 1 12.4 9" class="logo-arc" />
          <circle cx="16" cy="16" r="4.5" class="logo-dot" />
        </svg>
        Pagamio <span>tokens</span>
      </h1>
      {hello && hello.sources.length > 1 && (
        <nav aria-label="What is shown">
          {hello.sources.map(({ label }, number) => (
            <button
              type="button"
              key={label}
              aria-current={number === view.source ? 'page' : undefined}
              onClick={() => onSource(number)}
            >
              {label}
            </button>
          ))}
        </nav>
      )}
      <p class="about">
        {environment && <span class="environment">{environment}</span>}
        <span class={`link ${link.at}`} role="status">
          {link.at === 'live' ? (isReplay ? 'Replay' : 'Live') : link.at === 'opening' ? 'Connecting' : 'Not connected'}
        </span>
      </p>
    </header>
  )
}
