/** Longer than any closing: the endpoint's closings in a row are remembered for so long after the last call. */
const REMEMBERED = `interval '1 day'`

/**
 * A log is one row, changed by one statement that PostgreSQL evaluates on the newest row, when it is this statement's alone.
 * A log that is not there yet is made, empty, and asked again. Times in it are milliseconds of the database's clock.
 * @param now the time, as a timestamp
 */
function change(table: string, now: string, values: string, steps: string, log: string): string {
  return `INSERT INTO ${table} AS s (name, log, written_at, expires_at)
VALUES ($1::text, '{}', clock_timestamp(), clock_timestamp() + ${REMEMBERED})
ON CONFLICT (name) DO UPDATE SET (log, written_at, expires_at) = (
WITH given AS MATERIALIZED (
  SELECT ${values}, floor(extract(epoch FROM ${now}) * 1000)::float8 AS now
),
-- A server that takes over with a clock behind: as if no time had passed since.
ask AS MATERIALIZED (
  SELECT *, greatest(0, coalesce((s.log->>'writtenAt')::float8, now) - now) AS back FROM given
),
was AS MATERIALIZED (
  SELECT (s.log->>'closedUntil')::float8 - back AS closed_until, coalesce((s.log->>'closedAt')::float8, 0) - back AS closed_at,
    coalesce((s.log->>'closings')::float8, 0) AS closings, coalesce((s.log->>'longestMs')::float8, 0) AS longest
  FROM ask
),
calls AS MATERIALIZED (
  SELECT one->>'id' AS id, (one->>'grantedAt')::float8 - back AS granted_at, (one->>'endsAt')::float8 - back AS ends_at,
    coalesce((one->>'answered')::boolean, true) AS answered, n
  FROM ask, jsonb_array_elements(coalesce(s.log->'calls', '[]')) WITH ORDINALITY AS listed(one, n)
),
line AS MATERIALIZED (
  SELECT one->>'id' AS id, (one->>'diesAt')::float8 - back AS dies_at, (one->>'keptUntil')::float8 - back AS kept_until, n
  FROM ask, jsonb_array_elements(coalesce(s.log->'line', '[]')) WITH ORDINALITY AS listed(one, n)
),
${steps}
SELECT jsonb_strip_nulls(${log}), ${now}, ${now} + ${REMEMBERED} + ask.kept_ms * interval '1 millisecond'
FROM ask, was, told)
RETURNING s.log->>'waitMs' AS wait, s.log->>'closings' AS closings`
}

const LAST = Number.MAX_SAFE_INTEGER

const listOfCalls = (calls: string) => `coalesce((SELECT jsonb_agg(jsonb_build_object(
  'id', id, 'grantedAt', granted_at, 'endsAt', ends_at, 'answered', answered) ORDER BY n) FROM ${calls}), '[]')`
const listOfPlaces = (places: string) => `coalesce((SELECT jsonb_agg(jsonb_build_object(
  'id', id, 'diesAt', dies_at, 'keptUntil', kept_until) ORDER BY n) FROM ${places}), '[]')`

const take = (table: string, now: string) =>
  change(
    table,
    now,
    `$2::text AS id, nullif($3::text, '')::float8 AS deadline, $4::text::float8 AS most, $5::text::float8 AS window_ms,
    $6::text::float8 AS call_ms, $7::text::float8 AS place_ms, $5::text::float8 + $6::text::float8 + $7::text::float8 AS kept_ms`,
    `-- Asked again for an answer that was not heard: granted is granted.
known AS MATERIALIZED (SELECT EXISTS (SELECT FROM calls, ask WHERE calls.id = ask.id) AS granted),
places AS MATERIALIZED (
  SELECT line.id, CASE WHEN line.id = ask.id THEN now + deadline ELSE dies_at END AS dies_at, kept_until, n FROM line, ask
  UNION ALL
  SELECT id, now + deadline, now, ${LAST} FROM ask WHERE NOT EXISTS (SELECT FROM line WHERE line.id = ask.id)
),
own AS MATERIALIZED (SELECT places.* FROM places, ask WHERE places.id = ask.id ORDER BY n LIMIT 1),
-- Callers first, then the token that dies first; equals in the order of asking.
waiting AS MATERIALIZED (
  SELECT count(*) AS ahead FROM places AS other, own, ask
  WHERE other.id <> own.id AND other.kept_until > now AND CASE
    WHEN other.dies_at IS NOT DISTINCT FROM own.dies_at THEN other.n < own.n
    ELSE other.dies_at IS NULL OR coalesce(other.dies_at < own.dies_at, false) END
),
counted AS MATERIALIZED (SELECT calls.* FROM calls, ask WHERE ends_at + window_ms > now),
room AS MATERIALIZED (SELECT most - (SELECT count(*) FROM counted) AS free FROM ask),
frees AS MATERIALIZED (
  SELECT array(
    SELECT CASE WHEN answered THEN ends_at ELSE now END + window_ms - now FROM counted, ask
    -- No more than can be asked for below: a limit may be as high as one likes.
    UNION ALL SELECT window_ms FROM ask, room, waiting, generate_series(1, least(free, ahead)::int)
    ORDER BY 1
  ) AS at
),
told AS MATERIALIZED (
  SELECT CASE
    WHEN granted THEN 0
    WHEN now < closed_until THEN closed_until - now
    -- After a closing one call goes first, and the others wait for its answer.
    WHEN closed_until IS NOT NULL AND (ahead > 0 OR EXISTS (SELECT FROM counted WHERE NOT answered)) THEN 1000
    WHEN ahead < free THEN 0
    ELSE at[(ahead - free)::int % cardinality(at) + 1] + div((ahead - free)::int, cardinality(at)) * window_ms
  END AS wait FROM ask, was, known, waiting, room, frees
),
kept_calls AS MATERIALIZED (
  SELECT calls.* FROM calls, ask, was, known WHERE granted OR ends_at + greatest(longest, window_ms) > now
  UNION ALL
  SELECT id, now, now + call_ms, false, ${LAST} FROM ask, told, known WHERE wait = 0 AND NOT granted
),
kept_places AS MATERIALIZED (
  SELECT places.id, dies_at, CASE WHEN places.id = ask.id THEN now + place_ms ELSE kept_until END AS kept_until, n
  FROM places, ask, told, known
  WHERE CASE WHEN places.id = ask.id THEN wait > 0 AND place_ms > 0 ELSE granted OR kept_until > now END
)`,
    `jsonb_build_object('calls', ${listOfCalls('kept_calls')}, 'line', ${listOfPlaces('kept_places')},
  'closedUntil', closed_until, 'closedAt', closed_at, 'closings', closings,
  'longestMs', (SELECT CASE WHEN granted THEN longest ELSE greatest(longest, window_ms) END FROM known),
  'writtenAt', now, 'waitMs', wait)`,
  )

const settle = (table: string, now: string) =>
  change(
    table,
    now,
    `$2::text AS id, $3::text AS outcome, $4::text::float8 AS closed_ms, $4::text::float8 AS kept_ms`,
    `settled AS MATERIALIZED (
  SELECT coalesce((SELECT granted_at FROM calls WHERE calls.id = ask.id LIMIT 1), now) AS granted_at FROM ask
),
-- Many calls may be under way when a limit is hit: one closing, which those that came through do not end.
told AS MATERIALIZED (
  SELECT CASE
      WHEN outcome IN ('unused', 'unanswered') THEN 'nothing'
      WHEN closed_until IS NOT NULL AND granted_at <= closed_at THEN CASE outcome WHEN 'closed' THEN 'again' ELSE 'nothing' END
      ELSE outcome
    END AS says, granted_at FROM ask, was, settled
),
kept_calls AS MATERIALIZED (
  SELECT calls.* FROM calls, ask WHERE calls.id <> ask.id
  UNION ALL SELECT id, granted_at, now, true, ${LAST} FROM ask, told WHERE outcome <> 'unused'
),
kept_places AS MATERIALIZED (SELECT line.* FROM line, ask WHERE line.id <> ask.id)`,
    `jsonb_build_object('calls', ${listOfCalls('kept_calls')}, 'line', ${listOfPlaces('kept_places')},
  'closedUntil', CASE says WHEN 'nothing' THEN closed_until WHEN 'again' THEN greatest(closed_until, now + closed_ms)
    WHEN 'closed' THEN now + closed_ms END,
  'closedAt', CASE says WHEN 'closed' THEN now ELSE closed_at END,
  'closings', CASE says WHEN 'closed' THEN closings + 1 WHEN 'success' THEN 0 ELSE closings END,
  'longestMs', longest, 'writtenAt', now, 'waitMs', 0)`,
  )

/** `askForPermit` and `settlePermit` of the core, word for word, as statements. `now` is the time as a timestamp. */
export const permitStatements = (table: string, now = 'clock_timestamp()') => ({
  /** $1 log, $2 id, $3 deadline or nothing, $4 limit, $5 window, $6 call, $7 place */
  take: take(table, now),
  /** $1 log, $2 id, $3 outcome, $4 closed for so long */
  settle: settle(table, now),
})
