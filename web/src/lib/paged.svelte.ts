import type { ApiError, Page } from '../api'
import { asError } from './remote.svelte'

/** A list that comes in pages: the first is asked for anew when what it depends on changes, the next ones on demand. */
export class Paged<T> {
  items = $state.raw<T[]>([])
  next = $state.raw<string | null>(null)
  total = $state.raw<number | null>(null)
  least = $state(false)
  loading = $state(true)
  loaded = $state(false)
  error = $state.raw<ApiError | undefined>()
  #again = $state(0)
  #ask: ((cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) | null = null
  #control = new AbortController()

  /** Must be made while a component is set up. `make` is tracked like an effect and gives the question, or null for none. */
  constructor(make: () => ((cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) | null) {
    $effect(() => {
      void this.#again
      this.#ask = make()
      this.#control = new AbortController()
      const control = this.#control
      if (this.#ask) void this.#load(null)
      else this.loading = false
      return () => control.abort()
    })
  }

  async #load(cursor: string | null): Promise<void> {
    const { signal } = this.#control
    this.loading = true
    try {
      const page = await this.#ask!(cursor, signal)
      if (signal.aborted) return
      this.items = cursor ? [...this.items, ...page.items] : page.items
      this.next = page.next
      if (!cursor || page.total !== null) {
        this.total = page.total
        this.least = page.total_is_least
      }
      this.error = undefined
      this.loaded = true
    } catch (error) {
      if (signal.aborted) return
      this.error = asError(error)
    }
    this.loading = false
  }

  async more(): Promise<void> {
    if (this.next && !this.loading) await this.#load(this.next)
  }

  retry(): void {
    this.#again += 1
  }
}
