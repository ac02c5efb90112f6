import type { Feature, Geometry } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import url from 'world-atlas/countries-50m.json?url'

import { codeOfShape } from './countries'

export type Shape = { code: string | null; name: string; shape: Feature<Geometry> }

let asked: Promise<Shape[]> | null = null

/** The countries of the world (Natural Earth, 1:50 million), fetched once when a map is first shown. */
export function atlas(): Promise<Shape[]> {
  asked ??= fetch(url)
    .then((answer) => {
      if (!answer.ok) throw new Error('The map could not be loaded.')
      return answer.json() as Promise<Topology<{ countries: GeometryCollection<{ name: string }> }>>
    })
    .then((world) =>
      feature(world, world.objects.countries).features.map((shape) => ({ code: codeOfShape(shape.id, shape.properties.name), name: shape.properties.name, shape })),
    )
  asked.catch(() => (asked = null))
  return asked
}
