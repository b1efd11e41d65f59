/** Rows that are generated, and the positions, from 0, of the first row of each new concept. */
export interface Drifting<Row> extends Iterable<Row> {
  readonly drifts: readonly number[];
}

/** @param draw makes row `i` under the concept, counted from 0: the same row for the same numbers. */
export function drifting<Row>(
  { instances, drifts }: { readonly instances: number; readonly drifts: readonly number[] },
  draw: (i: number, concept: number) => Row,
): Drifting<Row> {
  function* rows(): Generator<Row, undefined> {
    let concept = 0;
    for (let i = 0; i < instances; i++) {
      while (i === drifts[concept]) concept++;
      yield draw(i, concept);
    }
    return undefined;
  }
  return { drifts, [Symbol.iterator]: rows };
}
