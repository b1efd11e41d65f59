import { instances, joinLabels, movingWindow, predictWith, stream, trainOn, values } from '../lib/index.js';
import { mae } from '../lib/metrics/index.js';
import { csv, sine } from '../lib/source/index.js';
import { checkColumn } from './checkColumn.js';
import { rescale, SCALERS } from './rescale.js';
import type { Settings } from './settings.js';
import type { Task } from './Task.js';
import { UsageError } from './UsageError.js';

const METRICS = { mae: mae() };
const GENERATED_ROWS = 5000;

/** The next values of one column are predicted from its last ones; a label comes when its horizon has passed. */
export async function forecast(
  settings: Settings,
  column: string,
): Promise<Task<readonly number[], number, typeof METRICS>> {
  const { csv: file, seed, scale, past, horizon, rows, weight } = settings;
  if (settings.label !== undefined) throw new UsageError('--forecast names what is predicted; leave --label out');
  if (file === undefined && column !== 's0') throw new UsageError('--forecast: the generated wave has one column, s0');
  if (file !== undefined) await checkColumn(file, '--forecast', column);
  if (file !== undefined && weight !== undefined) await checkColumn(file, '--weight', weight);
  const wave = sine({ instances: rows ?? GENERATED_ROWS, noise: 0.1, seed });
  const source: Iterable<Row> | AsyncIterable<Row> = file === undefined ? (wave as Iterable<Row>) : csv(file);
  return {
    target: values([column], { horizon, ...(scale === 'none' ? {} : { scale: SCALERS[scale] }) }),
    names: [column],
    metrics: METRICS,
    main: 'mae',
    scored$: (context) =>
      stream(context, source, rows === undefined ? {} : { max: rows }).pipe(
        instances(context, { features: [column], label: column, ...(weight === undefined ? {} : { weight }) }),
        rescale(context, scale),
        movingWindow(context, { pastHistory: past }),
        predictWith(context),
        joinLabels(context),
        trainOn(context),
      ),
  };
}

type Row = Record<string, string | number>;
