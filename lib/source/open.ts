import { isReadable, Readable } from 'node:stream';
import { SourceError } from '../errors.js';
import type { Source } from './Source.js';

/** An opened source: it gives rows at once, or in time. */
export type Reader<Row> =
  | { readonly _tag: 'Sync'; readonly iterator: Iterator<Row> }
  | { readonly _tag: 'Async'; readonly iterator: AsyncIterator<Row> };

/** What can be read only once, and was. */
const read = new WeakSet<object>();

/** @throws SourceError where the source is no source, or can be read only once and was; and whatever it throws itself. */
export function open<Row>(source: Source<Row>, signal: AbortSignal): Reader<Row> {
  const rows: object = typeof source === 'function' ? source(signal) : source;
  const reader = readerOf<Row>(rows);
  if (reader.iterator === rows || rows instanceof Readable || rows instanceof ReadableStream) {
    if (read.has(rows) || (rows instanceof Readable && isReadable(rows) === false)) {
      throw new SourceError(
        'this source can be read only once, and was; give a function that opens a new one: stream(context, () => open())',
      );
    }
    read.add(rows);
  }
  return reader;
}

function readerOf<Row>(rows: Partial<AsyncIterable<Row> & Iterable<Row>>): Reader<Row> {
  const { [Symbol.asyncIterator]: inTime, [Symbol.iterator]: atOnce } = rows;
  if (inTime !== undefined) return { _tag: 'Async', iterator: inTime.call(rows as AsyncIterable<Row>) };
  if (atOnce !== undefined) return { _tag: 'Sync', iterator: atOnce.call(rows as Iterable<Row>) };
  throw new SourceError('a source is iterable, at once or in time; an Observable goes straight into the operators');
}
