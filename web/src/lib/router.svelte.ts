/** The address bar is the state: which page, and every filter of it. A small router over the history API. */

const read = () => ({ path: location.pathname, query: new URLSearchParams(location.search) })

class Route {
  #now = $state.raw(read())

  constructor() {
    addEventListener('popstate', () => (this.#now = read()))
  }

  get path(): string {
    return this.#now.path
  }

  get query(): URLSearchParams {
    return this.#now.query
  }

  /** Go to an address of ours. `replace` leaves no step for the back button: for what is typed or dragged. */
  go(to: string, { replace = false, keepScroll = false } = {}): void {
    if (to === location.pathname + location.search) return
    history[replace ? 'replaceState' : 'pushState'](null, '', to)
    const before = this.#now.path
    this.#now = read()
    if (!keepScroll && before !== this.#now.path) scrollTo(0, 0)
  }

  /** The present address with some parameters changed; null, '' and [] take one away. */
  with(changes: Record<string, string | string[] | null | undefined>): string {
    const query = new URLSearchParams(this.query)
    for (const [key, value] of Object.entries(changes)) {
      query.delete(key)
      for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(key, one)
    }
    return this.path + suffix(query)
  }

  set(changes: Record<string, string | string[] | null | undefined>, options: { replace?: boolean } = {}): void {
    this.go(this.with(changes), { ...options, keepScroll: true })
  }
}

export const route = new Route()

/** '?a=b', or nothing. */
export function suffix(query: URLSearchParams | Record<string, string | null | undefined>): string {
  const params = query instanceof URLSearchParams ? query : new URLSearchParams(Object.entries(query).filter((e): e is [string, string] => !!e[1]))
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')
  return text ? '?' + text : ''
}

/** Addresses of the pages. */
export const to = {
  event: (id: string, extra: Record<string, string | null | undefined> = {}) => `/event/${encodeURIComponent(id)}${suffix(extra)}`,
  report: (id: string, at?: number | null) => `/report${suffix({ id, at: at === null || at === undefined ? null : String(at) })}`,
  actor: (id: string | number) => `/actor${suffix({ id: String(id) })}`,
  record: (filters: Record<string, string | null | undefined>) => `/${suffix(filters)}`,
}

/** Clicks on our own links change the page without loading it anew; everything else is left to the browser. */
export function onLinkClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target instanceof Element ? event.target : null)?.closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.pathname.startsWith('/api/')) return
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return
  event.preventDefault()
  route.go(link.pathname + link.search)
}
