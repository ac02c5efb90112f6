/** The filters that every question takes, as they stand in the address bar. */

export const FILTERS = [
  'actor', 'recipient', 'participant', 'pair', 'type', 'since', 'until', 'place', 'country', 'status', 'min_confidence',
  'text', 'reported_since', 'quad', 'planned', 'bbox', 'as_of', 'recorded_as_of', 'coder',
] as const // prettier-ignore

const MANY = new Set(['type', 'status', 'quad'])

/** Only the filters out of an address, for the API. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const found = new URLSearchParams()
  for (const name of FILTERS) for (const value of query.getAll(name)) if (value) found.append(name, value)
  return found
}

/** Those that say which events, without as of when: what the review queue and a watch take. */
export function eventFilters(query: URLSearchParams): URLSearchParams {
  const found = filtersOf(query)
  for (const name of ['as_of', 'recorded_as_of', 'coder']) found.delete(name)
  return found
}

/** The same as a plain object: what a watch keeps. */
export function asObject(query: URLSearchParams): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {}
  const kept = eventFilters(query)
  for (const name of FILTERS) {
    const values = kept.getAll(name)
    if (values.length) found[name] = MANY.has(name) ? values : values[0]!
  }
  return found
}

/** And back, for a link to the record. */
export function asQuery(filters: Record<string, unknown>): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters))
    for (const one of Array.isArray(value) && name !== 'pair' && name !== 'bbox' ? value : [value]) if (one !== null && one !== undefined && one !== '') query.append(name, String(one))
  return query
}

const LABELS: Record<string, string> = {
  actor: 'Actor', recipient: 'Recipient', participant: 'Participant', pair: 'Between', type: 'Type', since: 'From', until: 'To', place: 'Place',
  country: 'Country', status: 'Status', min_confidence: 'Confidence at least', text: 'Words', reported_since: 'Reported since', quad: 'Class',
  planned: 'Planned', bbox: 'Map area', as_of: 'As known on', recorded_as_of: 'As recorded on', coder: 'Coder',
} // prettier-ignore

export const labelOf = (name: string): string => LABELS[name] ?? name
