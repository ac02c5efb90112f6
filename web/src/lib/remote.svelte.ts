import { ApiError } from '../api'

/** An answer that is asked for again whenever what it depends on changes; the old one stays in sight until the new one is here. */
export class Remote<T> {
  data = $state.raw<T | undefined>()
  error = $state.raw<ApiError | undefined>()
  loading = $state(true)
  #again = $state(0)

  /** Must be made while a component is set up: `ask` is tracked like an effect. */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
    $effect(() => {
      void this.#again
      const control = new AbortController()
      const answer = ask(control.signal)
      if (!answer) {
        this.loading = false
        this.data = undefined
        this.error = undefined
        return undefined
      }
      this.loading = true
      answer.then(
        (data) => {
          if (control.signal.aborted) return
          this.data = data
          this.error = undefined
          this.loading = false
        },
        (error: unknown) => {
          if (control.signal.aborted) return
          this.error = asError(error)
          this.loading = false
        },
      )
      return () => control.abort()
    })
  }

  retry(): void {
    this.#again += 1
  }
}

export const asError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, 'error', error instanceof Error ? error.message : String(error))
