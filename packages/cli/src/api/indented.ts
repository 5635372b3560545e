const INDENT = '  '
/** A string, or a run of what is neither punctuation nor blank: a number, `true`, `null`. Taken as it is. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * JSON with line breaks and indents, and nothing else changed: parsed and printed again, an id of twenty digits would be
 * another one, and 50.00 would be 50. What is no JSON comes back as it is.
 */
export function indented(text: string): string {
  if (!isJson(text)) return text
  let depth = 0
  let before = ''
  let out = ''
  for (const [token] of text.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    const empty = closes && (before === '{' || before === '[')
    if (!empty && (closes || before === '{' || before === '[' || before === ',')) out += `\n${INDENT.repeat(depth)}`
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return out
}

/** Whether a text is JSON, and nothing else. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
