import { csvParseRows } from 'd3-dsv';
import { ConfigError, SourceError } from '../errors.js';
import { FileRows } from './FileRows.js';
import { lastRecordEnd } from './lastRecordEnd.js';
import { readText } from './readText.js';

/** How the columns get their names. */
export type CsvOptions =
  | {
      /** Whether the first row has the names; without, they are `'0'`, `'1'`, …  @default true */
      readonly header?: boolean;
      readonly columns?: never;
    }
  | {
      /** The names, for a file that has none in it. */
      readonly columns: readonly string[];
      readonly header?: never;
    };

/**
 * Reads the rows of a CSV file (UTF-8, comma, RFC 4180 quotes), plain or gzipped, as objects of strings.
 *
 * Lines may end in LF or CRLF, the last one may end in nothing, blank lines are skipped, a byte order mark is left out. A row
 * with too few cells has `''` in the rest; one with too many has what is too much in its last cell, commas and all, so that
 * no number comes of it unnoticed. Memory does not grow with the file. Each iteration reads the file anew.
 *
 * @throws SourceError while reading: the file cannot be read, a quote is never closed, a column's name comes twice.
 * ConfigError at once, where `columns` has a name twice or none.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { csv } from 'adlstream/source';
 *
 * const file = join(tmpdir(), 'rooms.csv');
 * await writeFile(file, 'room,degrees\n"kitchen, left",21.5\nhall,18\n');
 * const rows: string[] = [];
 * for await (const row of csv(file)) rows.push(`${row['room']}: ${row['degrees']}`);
 * console.log(rows.join(' | ')); // kitchen, left: 21.5 | hall: 18
 */
export function csv(file: string, options: CsvOptions = {}): AsyncIterable<Record<string, string>> {
  const { header = true, columns } = options;
  if (columns !== undefined) {
    const mistake = columns.length === 0 ? 'give one name or more' : wrongName(columns);
    if (mistake !== undefined) throw new ConfigError([{ option: 'columns', value: columns, remedy: mistake }]);
  }
  return new FileRows((signal) => read(file, columns ?? header, signal));
}

type CsvRow = Record<string, string>;

async function* read(
  file: string,
  header: boolean | readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly CsvRow[], undefined> {
  let columns = typeof header === 'boolean' ? undefined : header;
  for await (const text of readText(file, signal, lastRecordEnd)) {
    const rows: CsvRow[] = [];
    for (const cells of csvParseRows(text)) {
      if (cells.length === 1 && cells[0] === '') continue;
      if (columns === undefined) {
        columns = header === true ? cells : cells.map((_, i) => String(i));
        const mistake = wrongName(columns);
        if (mistake !== undefined) throw new SourceError(`${file}: the header ${mistake}`);
        if (header === true) continue;
      }
      rows.push(toRow(columns, cells));
    }
    yield rows;
  }
  return undefined;
}

function toRow(columns: readonly string[], cells: readonly string[]): CsvRow {
  const row: CsvRow = {};
  for (let i = 0; i < columns.length; i++) row[columns[i]!] = cells[i] ?? '';
  if (cells.length > columns.length) row[columns.at(-1)!] = cells.slice(columns.length - 1).join(',');
  return row;
}

function wrongName(names: readonly string[]): string | undefined {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `has '${twice}' twice; give each column a name of its own`;
  return names.includes('__proto__') ? "has '__proto__', which cannot name a column" : undefined;
}
