/** What a changeset announces. */
interface Announced {
  /** The packages that change, by name, and by how much. */
  readonly packages: ReadonlyMap<string, string>
  readonly text: string
}

const CHANGESET = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/

function read(changeset: string): Announced {
  const [, head = '', text = ''] = CHANGESET.exec(changeset) ?? []
  const packages = Array.from(
    head.matchAll(/^'([^']+)': (\w+)$/gm),
    ([, name = '', bump = '']) => [name, bump] as const,
  )
  return { packages: new Map(packages), text: text.trim() }
}

/** In the order in which they are read. */
const BUMPS = [
  ['major', 'Breaking'],
  ['minor', 'New'],
  ['patch', 'Mended'],
] as const

/**
 * A page of what has changed, package by package: first what waits for the next release, then what was released.
 * @param changesets the files of `.changeset`, in the order of their names
 * @param released the `CHANGELOG.md` of each package that has one, by the package's name
 */
export function changelogPage(changesets: readonly string[], released: ReadonlyMap<string, string>): string {
  const announced = changesets.map(read)
  const names = new Set([...announced.flatMap(({ packages }) => [...packages.keys()]), ...released.keys()])
  const sections = [...names].sort().map((name) => {
    const waiting = BUMPS.flatMap(([bump, title]) => {
      const entries = announced.filter(({ packages }) => packages.get(name) === bump)
      return entries.length > 0 ? [`**${title}**`, ...entries.map(({ text }) => item(text))] : []
    })
    const before = released
      .get(name)
      ?.replace(/^# .*\n/, '')
      .replace(/^#/gm, '##')
      .trim()
    return [`## ${name}`, ...(waiting.length > 0 ? ['### Unreleased', ...waiting] : []), ...(before ? [before] : [])]
  })
  return [
    '---\ntitle: Changelog\ndescription: What has changed, package by package.\neditUrl: false\ntableOfContents: { maxHeadingLevel: 2 }\n---',
    'Written with each change, for the people who notice it. *Unreleased* is what the next release contains.',
    ...sections.flat(),
    '',
  ].join('\n\n')
}

/** Of a list, however many paragraphs it has. */
const item = (text: string): string => `- ${text.replace(/\n(?=.)/g, '\n  ')}`
