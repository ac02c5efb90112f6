/** Texts and the spans in them. Offsets count code points, as Python does; a JavaScript string counts UTF-16 units, so they are translated here. */

import type { Span } from '../api'

/** A text that can be cut by offsets of code points. */
export class Text {
  readonly length: number
  readonly #units: Uint32Array | null

  constructor(readonly raw: string) {
    let astral = false
    for (let i = 0; i < raw.length && !astral; i += 1) astral = (raw.charCodeAt(i) & 0xfc00) === 0xd800
    if (!astral) {
      this.#units = null
      this.length = raw.length
      return
    }
    const starts: number[] = []
    for (let i = 0; i < raw.length; ) {
      starts.push(i)
      i += raw.codePointAt(i)! > 0xffff ? 2 : 1
    }
    starts.push(raw.length)
    this.#units = Uint32Array.from(starts)
    this.length = starts.length - 1
  }

  slice(start: number, end: number): string {
    const [a, b] = [Math.max(0, Math.min(start, this.length)), Math.max(0, Math.min(end, this.length))]
    return this.#units ? this.raw.slice(this.#units[a]!, this.#units[b]!) : this.raw.slice(a, b)
  }
}

export type Piece<M> = { start: number; end: number; text: string; marks: M[] }

/** The text cut wherever a mark begins or ends; each piece with the marks that cover it, the widest first. */
export function pieces<M extends Span>(text: Text, marks: readonly M[], from = 0, until = text.length): Piece<M>[] {
  const inside = marks.filter((m) => m.end > from && m.start < until && m.end > m.start)
  const cuts = new Set([from, until])
  for (const mark of inside) {
    cuts.add(Math.max(from, mark.start))
    cuts.add(Math.min(until, mark.end))
  }
  const sorted = [...cuts].sort((a, b) => a - b)
  const byStart = [...inside].sort((a, b) => a.start - b.start || b.end - a.end)
  const found: Piece<M>[] = []
  let open: M[] = []
  let next = 0
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const [start, end] = [sorted[i]!, sorted[i + 1]!]
    open = open.filter((m) => m.end > start)
    while (next < byStart.length && byStart[next]!.start <= start) {
      if (byStart[next]!.end > start) open.push(byStart[next]!)
      next += 1
    }
    found.push({ start, end, text: text.slice(start, end), marks: [...open].sort((a, b) => b.end - b.start - (a.end - a.start)) })
  }
  return found
}
