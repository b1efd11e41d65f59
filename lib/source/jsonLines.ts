import { SourceError } from '../errors.js';
import { FileRows } from './FileRows.js';
import { readText } from './readText.js';

/**
 * Reads a file with one JSON value per line (UTF-8), plain or gzipped.
 *
 * Blank lines are skipped, the last line may end in nothing. That a line is a `Row` is taken on trust; `instances` checks
 * the fields it needs. Memory does not grow with the file. Each iteration reads the file anew.
 *
 * @throws SourceError while reading: the file cannot be read, or a line is no JSON; it names the line, and comes after the
 * rows before that line.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { jsonLines } from 'adlstream/source';
 *
 * const file = join(tmpdir(), 'rooms.jsonl');
 * await writeFile(file, '{ "room": "kitchen", "degrees": 21.5 }\n{ "room": "hall", "degrees": 18 }\n');
 * let sum = 0;
 * for await (const row of jsonLines<{ room: string; degrees: number }>(file)) sum += row.degrees;
 * console.log(sum); // 39.5
 */
export function jsonLines<Row>(file: string): AsyncIterable<Row> {
  return new FileRows((signal) => read<Row>(file, signal));
}

async function* read<Row>(file: string, signal: AbortSignal): AsyncGenerator<readonly Row[], undefined> {
  let number = 0;
  for await (const text of readText(file, signal, (piece) => piece.lastIndexOf('\n') + 1)) {
    const rows: Row[] = [];
    let wrong: SourceError | undefined;
    for (const line of text.slice(0, -1).split('\n')) {
      number++;
      if (line.trim() === '') continue;
      try {
        rows.push(JSON.parse(line) as Row);
      } catch (cause) {
        wrong = new SourceError(`${file}, line ${number}: ${(cause as Error).message}`, { cause });
        break;
      }
    }
    yield rows;
    if (wrong !== undefined) throw wrong;
  }
  return undefined;
}
