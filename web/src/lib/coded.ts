/** What `dateline code` gives for one report (docs/coded-report.schema.json), as far as the page shows it. */

import type { Mark, Quad, Uncoded } from '../api'
import { party } from './format'
import { Text } from './marks'

type Person = { start: number; end: number; text: string; name: string | null; code: string | null; country: string | null }
type Spanned = { start: number; end: number }
type Raw = {
  report: { text?: string | null }
  events?: {
    id: string; type: string; mode: string | null; quad: Quad | null; actors: Person[]; recipients: Person[]
    when: { start: string | null; end: string | null }; where: { name: string } | null; auxiliary: string[]; confidence: number; rule: string; reasons: Record<string, string>
  }[] | null // prettier-ignore
  attributions?: { id: string; source: Person | null; content: Spanned[]; act: string; kind: string }[] | null
  uncoded?: Uncoded[]
  marks?: Mark[]
}

export type Coded = {
  text: string
  marks: Mark[]
  uncoded: Uncoded[]
  events: { id: string; type: string; mode: string | null; quad: Quad | null; actors: string; recipients: string; start: string | null; end: string | null; where: string | null; auxiliary: string[]; confidence: number; rule: string; reasons: Record<string, string> }[]
  quotes: { id: string; source: string; act: string; kind: string; words: string }[]
}

export function codedOf(answer: unknown): Coded {
  const raw = answer as Raw
  const text = raw.report.text ?? ''
  const cut = new Text(text)
  return {
    text,
    marks: raw.marks ?? [],
    uncoded: raw.uncoded ?? [],
    events: (raw.events ?? []).map((e) => ({
      id: e.id, type: e.type, mode: e.mode, quad: e.quad, actors: e.actors.map(party).join(', '), recipients: e.recipients.map(party).join(', '), start: e.when.start, end: e.when.end,
      where: e.where?.name ?? null, auxiliary: e.auxiliary, confidence: e.confidence, rule: e.rule, reasons: e.reasons,
    })), // prettier-ignore
    quotes: (raw.attributions ?? []).map((a) => ({ id: a.id, source: a.source ? party(a.source) : 'not named', act: a.act, kind: a.kind, words: a.content.map((s) => cut.slice(s.start, s.end)).join(' … ') })),
  }
}
