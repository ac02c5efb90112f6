/** The workbench's side of the API's contract: what comes over the wire, and one way of asking for it. */

export type Quad = 0 | 1 | 2 | 3 | 4
export type Quads = Record<string, number>
export type Status = 'reported' | 'corroborated' | 'disputed' | 'announced' | 'denied'
export type Span = { start: number; end: number }

export type Meta = {
  version: string
  store: string
  keeps_text: boolean
  role: 'reader' | 'reviewer'
  can_write: boolean
  counts: { reports: number; mentions: number; events: number; quotes: number }
  first_day: string | null
  last_day: string | null
  first_reported: string | null
  last_reported: string | null
  types: { type: string; quad: Quad; modes: string[]; label: string }[]
  statuses: Status[]
  coders: { id: string; version: string }[]
  rules: string | null
  as_of_examples: string[]
  export_formats: string[]
}

export type Page<T> = { items: T[]; next: string | null; total: number | null; total_is_least: boolean }

export type Party = { name: string | null; text: string; code: string | null; country: string | null }

export type EventRow = {
  id: string
  version: number
  type: string
  mode: string | null
  quad: Quad | null
  score: number | null
  goldstein: number | null
  actors: Party[]
  recipients: Party[]
  first_day: string | null
  last_day: string | null
  place: string | null
  country: string | null
  latitude: number | null
  longitude: number | null
  precision: string | null
  status: Status
  auxiliary: string[]
  confidence: number
  sources: number
  reports: number
  first_reported: string | null
  last_reported: string | null
  sentence: string
  corrected: boolean
}

export type Holder = { kind: 'source' | 'outlet'; name: string | null; code: string | null; reports: string[] }
export type Version = {
  value: unknown
  holders: Holder[]
  mentions: string[]
  first_reported: string | null
  last_reported: string | null
  chosen: boolean
}
export type Disagreement = { field: string; rule: string; disputed: boolean; versions: Version[] }
export type Magnitude = { kind: string; low: number | null; high: number | null; unit: string | null; rule: string; mention: string }
export type When = { start: string | null; end: string | null; precision: string; basis: string; value: string | null }
export type Where = { name: string; country: string | null; admin1: string | null; precision: string }

/** A merged event as docs/merged-event.schema.json has it; only what the pages read. */
export type MergedEvent = {
  id: string
  type: string
  mode: string | null
  contexts: string[]
  act: { type: string; mode: string | null } | null
  cameo: string | null
  when: When
  where: Where | null
  factuality: { certainty: string; polarity: string; score: number }
  auxiliary: string[]
  magnitudes: Magnitude[]
  actors: (Party & { title: string | null; sectors: string[]; backer: string | null })[]
  recipients: (Party & { title: string | null; sectors: string[]; backer: string | null })[]
  sources: { key: string; agency: string | null; outlets: string[]; reports: string[] }[]
  versions: Disagreement[]
  confidence: number
  rules: string
  reasons: Record<string, string>
}

export type Verdict = 'accept' | 'reject' | 'correct'
export type Review = {
  id: string
  mention: string
  reviewer: string
  verdict: Verdict
  fields: Record<string, unknown>
  note: string | null
  recorded_at: string
  withdrawn: boolean
}

export type ChainLink = { kind: string; name: string | null; code: string | null; cue: string | null }
export type Evidence = {
  mention: string
  report: string
  version: number
  outlet: string | null
  title: string | null
  url: string | null
  archive_url: string | null
  published: string | null
  start: number
  end: number
  words: string
  sentence: string
  sentence_start: number | null
  chains: ChainLink[][]
  coder: string
  notice: string | null
  review: Review | null
}

export type EventDetail = {
  event: MergedEvent
  row: EventRow
  gone: boolean
  evidence: Evidence[]
  history: { version: number; recorded_at: string; gone: boolean; status: Status; reports: number; sentence: string }[]
  corrections: { report: string; version: number; kind: string; notice: string | null; recorded_at: string }[]
  linked: { kind: string; direction: 'to' | 'from'; row: EventRow }[]
}

export type Known = { as_of: string; row: EventRow | null }

export type Like = { likeness: number; row: EventRow }

export type ReportRow = {
  id: string
  version: number
  title: string | null
  outlet: string | null
  published: string | null
  url: string | null
  kind: string | null
  notice: string | null
  mentions: number
  retrieved_at: string | null
  snippet?: string
}

export type MarkKind = 'trigger' | 'actor' | 'recipient' | 'time' | 'place' | 'quote' | 'cue' | 'source'
export type Mark = { kind: MarkKind; start: number; end: number; event: string | null; mention: string | null; label: string; code: string | null }
export type Uncoded = { start: number; end: number; reason: string }
export type ReportMention = {
  mention: string
  event: string | null
  type: string
  mode: string | null
  start: number
  end: number
  sentence: string | null
  confidence: number
  auxiliary: string[]
  review: Review | null
}
export type ReportDetail = {
  report: ReportRow & { text: string | null; extracts: boolean }
  marks: Mark[]
  mentions: ReportMention[]
  uncoded: Uncoded[]
  versions: { version: number; recorded_at: string; kind: string | null; notice: string | null }[]
}

export type Quote = {
  report: string
  outlet: string | null
  published: string | null
  attribution: string
  act: string
  kind: string
  speaker: string | null
  code: string | null
  via: string[]
  words: string
  start: number | null
  events: string[]
  merged: string[]
}

export type ActorRow = { id: string; name: string; code: string | null; country: string | null; ident: string | null; events: number }
export type ActorProfile = {
  actor: ActorRow
  offices: { title: string; country: string | null; start: string | null; end: string | null }[]
  by_month: { period: string; cooperation: number; conflict: number; neutral: number }[]
  by_type: { type: string; as_actor: number; as_recipient: number }[]
  with: { id: string; name: string; code: string | null; events: number; cooperation: number; conflict: number; mean_goldstein: number | null }[]
}

export type PlacePoint = {
  name: string
  country: string | null
  admin1: string | null
  latitude: number | null
  longitude: number | null
  precision: string
  events: number
  quads: Quads
  mean_goldstein: number | null
}
export type Places = { points: PlacePoint[]; unlocated: number; cut: boolean }
export type Period = 'day' | 'week' | 'month' | 'year'
export type Timeline = { period: Period; buckets: { start: string; total: number; quads: Quads }[]; undated: number; earlier: number }

export type Network = {
  nodes: { id: string; label: string; code: string | null; events: number }[]
  edges: { source: string; target: string; events: number; quads: Quads; mean_goldstein: number | null }[]
  cut: boolean
}

export type Found = { events: EventRow[]; actors: ActorRow[]; reports: (ReportRow & { snippet: string })[] }

export type QueueParty = Party & { start?: number; end?: number }
export type QueueItem = {
  mention: string
  report: string
  event: string | null
  type: string
  mode: string | null
  sentence: string
  sentence_start: number
  start: number
  end: number
  actors: QueueParty[]
  recipients: QueueParty[]
  when: When
  where: Where | null
  factuality: { certainty: string; polarity: string; score: number }
  auxiliary: string[]
  attributions: unknown[]
  confidence: number
  outlet: string | null
  published: string | null
  title: string | null
  reviews: Review[]
}
export type Precision = { type: string; judged: number; right: number; share: number | null; low: number | null; high: number | null }
export type ReviewSummary = {
  reviewers: { reviewer: string; judged: number; accepted: number }[]
  alpha: Record<string, number | null>
  pairs: number
  precision: Precision[]
  overall: Omit<Precision, 'type'>
}

export type Watch = { id: string; name: string; filters: Record<string, unknown>; new: number; seen_at: string | null; webhook: string | null; failure: string | null; atom: string; json_feed: string }

/** An answer that is no answer: the API's one error shape, or no connection at all (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message)
  }
}

export const BASE = '/api/v1'

export type Query = URLSearchParams | Record<string, string | number | boolean | null | undefined | string[]>

/** A path under the API with its query; what is null or empty is left out. */
export function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of query instanceof URLSearchParams ? query : Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== '') params.append(key, String(one))
  }
  const text = params.toString()
  return BASE + path + (text ? '?' + text : '')
}

const part = (id: string | number) => encodeURIComponent(String(id))
const TOKEN = 'dateline.token'

/** The token that a server beyond this machine asks for; kept in this tab alone. */
export const token = {
  get: (): string => sessionStorage.getItem(TOKEN) ?? '',
  set: (value: string) => (value ? sessionStorage.setItem(TOKEN, value) : sessionStorage.removeItem(TOKEN)),
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers)
  headers.set('Accept', 'application/json')
  if (token.get()) headers.set('Authorization', `Bearer ${token.get()}`)
  let response: Response
  try {
    response = await fetch(path, { ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'unreachable', 'The server does not answer. Is `dateline serve` still running?')
  }
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  const said = (body as { error?: { code?: string; message?: string; field?: string | null } } | null)?.error
  throw new ApiError(response.status, said?.code ?? 'error', said?.message ?? `The server answered ${response.status}.`, said?.field ?? null)
}

const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> => ask<T>(address(path, query), signal ? { signal } : {})

/** Writing: a page of another site cannot set this header, so that it cannot write in the reader's name. */
const send = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  ask<T>(address(path), {
    method,
    headers: { 'X-Dateline': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

type S = AbortSignal
export const api = {
  meta: (s?: S) => get<Meta>('/meta', {}, s),
  events: (q: Query, s?: S) => get<Page<EventRow>>('/events', q, s),
  event: (id: string, q: Query, s?: S) => get<EventDetail>(`/events/${part(id)}`, q, s),
  known: (id: string, s?: S) => get<Known[]>(`/events/${part(id)}/known`, {}, s),
  similar: (id: string, q: Query, s?: S) => get<Like[]>(`/events/${part(id)}/similar`, q, s),
  reports: (q: Query, s?: S) => get<Page<ReportRow>>('/reports', q, s),
  report: (id: string, q: Query, s?: S) => get<ReportDetail>(`/reports/${part(id)}`, q, s),
  quotes: (q: Query, s?: S) => get<Page<Quote>>('/quotes', q, s),
  actors: (q: Query, s?: S) => get<Page<ActorRow>>('/actors', q, s),
  actor: (id: string, q: Query, s?: S) => get<ActorProfile>(`/actors/${part(id)}`, q, s),
  places: (q: Query, s?: S) => get<Places>('/places', q, s),
  timeline: (q: Query, s?: S) => get<Timeline>('/timeline', q, s),
  network: (q: Query, s?: S) => get<Network>('/network', q, s),
  search: (q: string, s?: S) => get<Found>('/search', { q }, s),
  code: (body: { text?: string; url?: string; published?: string; outlet?: string; title?: string }) => send<unknown>('POST', '/code', body),
  queue: (q: Query, s?: S) => get<Page<QueueItem>>('/review/queue', q, s),
  judge: (body: { mention: string; reviewer: string; verdict: Verdict; fields?: Record<string, unknown>; note?: string }) => send<Review>('POST', '/review', body),
  withdraw: (id: string) => send<unknown>('DELETE', `/review/${part(id)}`),
  summary: (s?: S) => get<ReviewSummary>('/review/summary', {}, s),
  watches: (s?: S) => get<{ items: Watch[] }>('/watches', {}, s),
  addWatch: (body: { name: string; filters: Record<string, unknown>; webhook?: string; secret?: string }) => send<Watch>('POST', '/watches', body),
  seen: (id: string) => send<unknown>('POST', `/watches/${part(id)}/seen`),
  unwatch: (id: string) => send<unknown>('DELETE', `/watches/${part(id)}`),
  fresh: (id: string, s?: S) => get<Page<EventRow>>(`/watches/${part(id)}/new`, {}, s),
}
