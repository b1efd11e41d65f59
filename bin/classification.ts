import { classes, instances, predictWith, stream, trainOn } from '../lib/index.js';
import { accuracy, kappa } from '../lib/metrics/index.js';
import { openSource } from './openSource.js';
import { rescale } from './rescale.js';
import type { Settings } from './settings.js';
import type { Task } from './Task.js';

const METRICS = { accuracy: accuracy(), kappa: kappa() };
const GENERATED_ROWS = 20_000;

/** Each row's class is predicted, scored, and learned. */
export async function classification(settings: Settings): Promise<Task<string, string, typeof METRICS>> {
  const { source, label, names } = await openSource(settings);
  const max = settings.rows ?? (settings.csv === undefined ? GENERATED_ROWS : undefined);
  return {
    target: classes(names),
    names,
    metrics: METRICS,
    main: 'accuracy',
    scored$: (context) =>
      stream(context, source, max === undefined ? {} : { max }).pipe(
        instances(context, { label, ...(settings.weight === undefined ? {} : { weight: settings.weight }) }),
        rescale(context, settings.scale),
        predictWith(context),
        trainOn(context),
      ),
  };
}
