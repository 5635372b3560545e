import { posix } from 'node:path'

const REPOSITORY = 'https://github.com/pagamio/pagamio-js/tree/main/'
/** How pages that are read outside the repository link into it. */
const WITHIN = /^https:\/\/github\.com\/pagamio\/pagamio-js\/(?:blob|tree)\/main\/(.*)$/
/** Pictures of the pages: the site has them under `/images/`. */
export const PICTURES = 'docs/images/'
/** A fenced block, or a link's target: `](target)` and `[name]: target`. */
const CODE_OR_TARGET = /^(`{3,})[^\n]*\n[\s\S]*?^\1[ ]*$|(\]\(|^\[[^\]\n]+\]: )([^)\s]+)/gm

/**
 * A page of the site, from a file of the repository: the first heading becomes the title, and links between files become links
 * between pages. A link to a file that is no page leads to the repository.
 * @param text the file
 * @param file its path from the repository's root
 * @param places where each file stands on the site
 */
export function page(text: string, file: string, places: ReadonlyMap<string, string>): string {
  const title = /^# (.+)$/m.exec(text)
  if (!title) throw new Error(`${file} has no title`)
  const body = text.slice(0, title.index) + text.slice(title.index + title[0].length)
  const linked = body.replaceAll(CODE_OR_TARGET, (all: string, _fence: unknown, before?: string, target?: string) =>
    target === undefined ? all : `${before}${link(target, file, places)}`,
  )
  return `---\ntitle: ${JSON.stringify(title[1]?.replaceAll('`', ''))}\neditUrl: ${REPOSITORY}${file}\n---\n${linked}`
}

function link(target: string, file: string, places: ReadonlyMap<string, string>): string {
  const [, within] = WITHIN.exec(target) ?? []
  if (within === undefined && /^([a-z]+:|#|\/)/.test(target)) return target
  const [path = '', anchor] = (within ?? target).split('#')
  const to = within === undefined ? posix.normalize(posix.join(posix.dirname(file), path)) : path
  if (to.startsWith(PICTURES)) return `/${to.slice('docs/'.length)}`
  const place = places.get(to) ?? places.get(`${to}/README.md`)
  if (place !== undefined && anchor === 'readme') return `/${place}/`
  return `${place === undefined ? `${REPOSITORY}${to}` : `/${place}/`}${anchor === undefined ? '' : `#${anchor}`}`
}
