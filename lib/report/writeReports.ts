import type { MonoTypeOperatorFunction } from 'rxjs';
import type { AnyContext } from '../context/Context.js';
import type { ReportHead } from '../evaluate/Report.js';
import { csvText } from './csvText.js';
import { writeLines } from './writeLines.js';

/**
 * Writes every report that passes into a CSV file.
 *
 * Columns: `timestamp` (milliseconds since 1970), `instances`, then one per accumulation and metric (`all.kappa`), per baseline
 * (`noChange.all.kappa`), of the untrained predictions (`untrained.all.kappa`), and the chunks left out
 * (`undefinedChunks.faded.kappa`); an undefined value is empty. `{ clock: false }` leaves the timestamp out, so that two
 * strict runs write the same bytes. All reports must have the same columns.
 *
 * The file is written, closed and gone on with as by `writePredictions`.
 *
 * @throws ReportError where the file cannot be written; ConfigError on subscription, where the same file is being written.
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { classes, createContext, evaluate, instances, predictWith, stream, trainOn } from 'adlstream';
 * import { cumulative } from 'adlstream/evaluate';
 * import { accuracy } from 'adlstream/metrics';
 * import { mlp } from 'adlstream/models';
 * import { writeReports } from 'adlstream/report';
 *
 * const rows = Array.from({ length: 100 }, (_, i) => ({ x: i % 7, even: i % 2 === 0 ? 'yes' : 'no' }));
 * const context = createContext({ target: classes(['yes', 'no']), model: mlp({ hidden: [4] }), seed: 1 });
 * const written$ = stream(context, rows).pipe(
 *   instances(context, { label: 'even' }),
 *   predictWith(context),
 *   trainOn(context),
 *   evaluate(context, { metrics: { accuracy: accuracy() }, over: { all: cumulative() }, every: 10 }),
 *   writeReports(context, 'reports.csv'),
 * );
 * await lastValueFrom(written$);
 * await context.close();
 * ```
 */
export function writeReports<R extends ReportHead>(
  context: AnyContext,
  file: string,
  { clock = true }: { readonly clock?: boolean } = {},
): MonoTypeOperatorFunction<R> {
  return writeLines<R>(context, 'writeReports', file, {
    write(lines, { timestamp, instances, ...scores }) {
      const fields: Fields = [...(clock ? [['timestamp', timestamp] as const] : []), ['instances', instances]];
      for (const [group, table] of Object.entries(scores)) collect(fields, unnamed.has(group) ? '' : group, table);
      lines.header(fields.map(([column]) => csvText(column)).join());
      lines.line(fields.map(([, value]) => csvText(value)).join());
    },
  });
}

type Fields = (readonly [column: string, value: unknown])[];

/** What a report is about goes without saying in the names of columns. */
const unnamed: ReadonlySet<string> = new Set(['over', 'baselines']);

function collect(fields: Fields, path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fields.push([path, value]);
    return;
  }
  for (const [name, item] of Object.entries(value)) collect(fields, path === '' ? name : `${path}.${name}`, item);
}
