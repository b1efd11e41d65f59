import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import type { Instance, Label, Predicted } from '../types.js';
import { csvText } from './csvText.js';
import { writeLines } from './writeLines.js';

type Answered<V> = Instance & Predicted<V>;
/** A label on its own; an instance that was not predicted is none. */
type LabelAlone<V> = Label<V> & { readonly x?: never };

/**
 * Writes every prediction that passes into a CSV file.
 *
 * Columns: `id`, `truth` (the label, empty where it has not come yet), `value`, `output0`, `output1` … (class probabilities,
 * or values in the target's scale), `version`, `labelsDone`, and, in milliseconds, `waitMs` and `computeMs`. Arrays and
 * records are written as JSON. `{ clock: false }` leaves the two times out, so that two strict runs write the same bytes.
 * Labels that travel in the stream pass without a line.
 *
 * The file is complete and closed before `complete` or an error passes, and when unsubscribing returns. Until then lines are
 * written out 64 KiB at a time, or with the first line that comes a second after the last write. A write blocks until the
 * disk has taken it, so nothing queues up in memory. Subscribing again goes on after the last line; a new context begins the
 * file anew.
 *
 * @throws ReportError where the file cannot be written; ConfigError on subscription, where the same file is being written.
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { classes, createContext, instances, predictWith, stream, trainOn } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { writePredictions } from 'adlstream/report';
 *
 * const rows = Array.from({ length: 100 }, (_, i) => ({ x: i % 7, even: i % 2 === 0 ? 'yes' : 'no' }));
 * const context = createContext({ target: classes(['yes', 'no']), model: mlp({ hidden: [4] }), seed: 1 });
 * const written$ = stream(context, rows).pipe(
 *   instances(context, { label: 'even' }),
 *   predictWith(context),
 *   trainOn(context),
 *   writePredictions(context, 'predictions.csv', { clock: false }),
 * );
 * await lastValueFrom(written$);
 * await context.close();
 * ```
 */
export function writePredictions<V, S, E extends Answered<V> | LabelAlone<V>>(
  context: Context<V, S>,
  file: string,
  { clock = true }: { readonly clock?: boolean } = {},
): MonoTypeOperatorFunction<E> {
  const outputs = Array.from({ length: coreOf(context).target.outputs }, (_, i) => `output${i}`);
  const columns = [
    'id',
    'truth',
    'value',
    ...outputs,
    'version',
    'labelsDone',
    ...(clock ? ['waitMs', 'computeMs'] : []),
  ];
  return writeLines<E>(context, 'writePredictions', file, {
    begin: (lines) => lines.header(columns.join()),
    write(lines, element) {
      if ('prediction' in element) lines.line(lineOf(element, clock));
    },
  });
}

function lineOf<V>(element: Answered<V> & { readonly y?: unknown }, clock: boolean): string {
  const { value, output, version, labelsDone, waitMs, computeMs } = element.prediction;
  let line = `${csvText(element.id)},${csvText(element.y)},${csvText(value)}`;
  for (let i = 0; i < output.length; i++) line += `,${output[i]}`;
  line += `,${version},${labelsDone}`;
  return clock ? `${line},${waitMs.toFixed(3)},${computeMs.toFixed(3)}` : line;
}
