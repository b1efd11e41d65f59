import { csv, sea } from '../lib/source/index.js';
import { checkColumn } from './checkColumn.js';
import type { Settings } from './settings.js';
import { UsageError } from './UsageError.js';

type Row = Record<string, string | number>;

type Asked = Pick<Settings, 'csv' | 'label' | 'classes' | 'rows' | 'seed' | 'weight'>;

interface Opened {
  readonly source: Iterable<Row> | AsyncIterable<Row>;
  readonly label: string;
  readonly names: [string, ...string[]];
}

/** What is to be learned, and its classes. */
export async function openSource({ csv: file, label, classes, rows, seed, weight }: Asked): Promise<Opened> {
  if (file === undefined) {
    if (label !== undefined) throw new UsageError('--label goes with --csv; the generated stream has its own label');
    return { source: sea({ seed }) as Iterable<object> as Iterable<Row>, label: 'class', names: ['0', '1'] };
  }
  if (label === undefined) throw new UsageError(`say which column of ${file} is predicted: --label COLUMN`);
  if (weight !== undefined) await checkColumn(file, '--weight', weight);
  const source = csv(file);
  const names = classes ?? (await classesOf(source, file, label, rows));
  if (names.length < 2)
    throw new UsageError(`--label ${label}: fewer than two classes (${names.join(', ')}); nothing to tell apart`);
  return { source, label, names: names as [string, ...string[]] };
}

/** Reads the file once for its classes: the output layer is built before the first row is learned. */
async function classesOf(
  source: AsyncIterable<Row>,
  file: string,
  label: string,
  rows = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const names = new Set<string>();
  let read = 0;
  for await (const row of source) {
    const name = row[label];
    if (name === undefined) {
      throw new UsageError(`--label ${label}: ${file} has no such column; there are ${Object.keys(row).join(', ')}`);
    }
    if (name !== '') names.add(String(name));
    if (names.size > 1000)
      throw new UsageError(`--label ${label}: more than 1000 classes; is this a column of classes?`);
    if (++read >= rows) break;
  }
  return [...names].sort(new Intl.Collator('en', { numeric: true }).compare);
}
