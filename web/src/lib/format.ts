import type { EventRow, Party } from '../api'
import { countryName } from './countries'

const numbers = new Intl.NumberFormat('en')
export const number = (value: number): string => numbers.format(value)

/** 'n events' with the right ending; `least` says that counting stopped. */
export const counted = (n: number | null, noun: string, least = false): string =>
  n === null ? `${noun}s` : `${least ? 'at least ' : ''}${number(n)} ${noun}${n === 1 ? '' : 's'}`

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** '2024-06-19' or a time of day as '19 Jun 2024'; what is no date stays as it is. */
export function date(value: string | null | undefined): string {
  if (!value) return ''
  if (/^\d{4}$/.test(value)) return value
  const instant = Date.parse(value.length === 7 ? value + '-01' : value.slice(0, 10))
  if (Number.isNaN(instant)) return value
  return (value.length === 7 ? month : day).format(instant)
}

/** With the time of day, for what was recorded or judged. */
export const moment = (value: string | null | undefined): string => (value ? date(value) + (value.length > 15 ? ' ' + value.slice(11, 16) : '') : '')

export function days(first: string | null, last: string | null): string {
  if (!first && !last) return 'day not told'
  if (!first) return `until ${date(last)}`
  if (!last) return `from ${date(first)}`
  if (first.slice(0, 10) === last.slice(0, 10)) return date(first)
  const [a, b] = [first.slice(0, 10), last.slice(0, 10)]
  if (a.endsWith('-01-01') && b === `${a.slice(0, 4)}-12-31`) return a.slice(0, 4)
  if (a.slice(0, 7) === b.slice(0, 7) && a.endsWith('-01') && Number(b.slice(8)) === monthLength(b)) return date(a.slice(0, 7))
  if (a.slice(0, 7) === b.slice(0, 7)) return `${Number(a.slice(8))}–${date(b)}`
  return `${date(a)} – ${date(b)}`
}

const monthLength = (of: string) => new Date(Date.UTC(Number(of.slice(0, 4)), Number(of.slice(5, 7)), 0)).getUTCDate()

export const percent = (share: number | null | undefined): string => (share === null || share === undefined ? 'n/a' : `${Math.round(share * 100)}\u00a0%`)

/** A participant in as few words as tell who it is. */
export const party = (p: Party): string => p.name ?? p.text

export const parties = (list: Party[], none = 'nobody named'): string => (list.length ? list.map(party).join(', ') : none)

export const place = (row: { place: string | null; country: string | null }): string => {
  const country = countryName(row.country)
  if (!row.place) return country
  return !country || row.place === country ? row.place : `${row.place}, ${country}`
}

export const kind = (row: { type: string; mode: string | null }): string => (row.mode ? `${row.type} · ${row.mode}` : row.type)

/** The codebook's capitals in words: 'ASSAULT' → 'Assault'. */
export const typeName = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase()

const AUXILIARY: Record<string, string> = { historical: 'past, told as background', future: 'planned', hypothetical: 'only possible', negation: 'did not happen' }
export const auxiliary = (name: string): string => AUXILIARY[name] ?? name

export const title = (row: EventRow): string => row.sentence || `${parties(row.actors)}: ${kind(row)}`
