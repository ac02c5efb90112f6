import { api, type ApiError, type Meta, type Quad } from '../api'
import { asError } from './remote.svelte'

/** What the server says of itself and its store, asked for once. */
class Server {
  meta = $state.raw<Meta | undefined>()
  error = $state.raw<ApiError | undefined>()

  async load(): Promise<void> {
    try {
      this.meta = await api.meta()
      this.error = undefined
    } catch (error) {
      this.error = asError(error)
    }
  }

  quadOf(type: string): Quad {
    return this.meta?.types.find((t) => t.type === type)?.quad ?? 0
  }
}

export const server = new Server()
