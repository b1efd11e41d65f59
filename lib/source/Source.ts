import type { PlainData } from '../types.js';

/** What rows are read from: anything iterable, at once or in time; an array, a generator, a Node stream, a Kafka consumer. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/**
 * Where rows come from: rows that can be read, or a function that opens them.
 *
 * A function is called anew per subscription. `signal` is aborted when the reading ends, for whatever reason. `from` is a
 * position that the source itself gave out earlier, to go on after; `undefined` means the beginning.
 */
export type Source<Row> = Rows<Row> | ((signal: AbortSignal, from?: PlainData) => Rows<Row>);
