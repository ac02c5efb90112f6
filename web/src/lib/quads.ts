import type { Quad, Quads } from '../api'

/** The quad classes from cooperation to conflict, with neutral (no class) in the middle: the order of every stack and legend. */
export const ORDER: Quad[] = [2, 1, 0, 3, 4]
export const NAMES: Record<Quad, string> = {
  0: 'no class',
  1: 'verbal cooperation',
  2: 'material cooperation',
  3: 'verbal conflict',
  4: 'material conflict',
}
export const colourOf = (quad: Quad | null): string => `var(--quad-${quad ?? 0})`

export const count = (quads: Quads, quad: Quad): number => quads[String(quad)] ?? 0

/** The class that most events have: the colour of a place or an edge. Equal numbers give neutral between the two sides. */
export function leading(quads: Quads): Quad {
  const cooperation = count(quads, 1) + count(quads, 2)
  const conflict = count(quads, 3) + count(quads, 4)
  if (cooperation > conflict) return count(quads, 2) > count(quads, 1) ? 2 : 1
  if (conflict > cooperation) return count(quads, 4) >= count(quads, 3) ? 4 : 3
  return 0
}
