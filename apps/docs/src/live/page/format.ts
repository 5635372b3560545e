const MINUTE = 60_000

/** `0:07:30`, as it is said of a run. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => `${value}`.padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

export function waitText(ms: number): string {
  return ms < 950 ? `${Math.round(ms / 10) * 10} ms` : `${(ms / 1000).toFixed(ms < 9_950 ? 1 : 0)} s`
}

export function lifeText(ms: number): string {
  if (ms <= 0) return 'no token'
  return ms < MINUTE ? `${Math.ceil(ms / 1000)} s left` : `${Math.floor(ms / MINUTE)} min left`
}
