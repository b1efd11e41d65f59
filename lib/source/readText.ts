import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { SourceError } from '../errors.js';

const CHUNK_BYTES = 128 * 1024;

/** The longest piece of text that may go without an end, in characters. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Reads a UTF-8 file, gzipped or not, in pieces that each end where `lastEnd` says that something ends: a line, a record.
 *
 * Gzip is known by its first bytes, not by the name. A byte order mark is left out; a newline is put after the last piece
 * where there is none.
 *
 * @param lastEnd From a text to the position after the last whole record in it; 0 where there is none.
 * @throws SourceError that names the file, where it cannot be read or something in it has no end.
 */
export async function* readText(
  file: string,
  signal: AbortSignal,
  lastEnd: (text: string) => number,
): AsyncGenerator<string, undefined> {
  const unfinished = (text: string) =>
    new SourceError(`${file}: this has no end (is a quote left open?): ${JSON.stringify(text.slice(0, 80))}`);
  let rest = '';
  for await (const text of decoded(file, signal)) {
    rest += text;
    const end = lastEnd(rest);
    if (end > 0) {
      yield rest.slice(0, end);
      rest = rest.slice(end);
    }
    if (rest.length > LONGEST) throw unfinished(rest);
  }
  if (rest === '' || signal.aborted) return undefined;
  const last = rest.endsWith('\n') ? rest : `${rest}\n`;
  if (lastEnd(last) < last.length) throw unfinished(rest);
  yield last;
  return undefined;
}

async function* decoded(file: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  try {
    const bytes: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: CHUNK_BYTES, signal });
    for await (const chunk of unzipped(bytes)) {
      const text = decoder.write(chunk);
      yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
      first &&= text === '';
    }
    yield decoder.end();
  } catch (cause) {
    if (!signal.aborted) throw new SourceError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function* unzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const reader = bytes[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done) return;
  const all = (async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => reader };
  })();
  const zipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  // The callback has nothing to do: an error comes out of the iteration too.
  yield* zipped ? pipeline(all, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : all;
}
