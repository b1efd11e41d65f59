/** One model for all devices; a scaler and a score for each, forgotten when the device signs off. */

import { classes, createContext, evaluate, instances, predictWith, scale, trainOn } from 'adlstream';
import { cumulative } from 'adlstream/evaluate';
import { accuracy } from 'adlstream/metrics';
import { mlp } from 'adlstream/models';
import { sgd } from 'adlstream/optimizers';
import { minMax } from 'adlstream/preprocess';
import { finalize, from, groupBy, map, mergeMap } from 'rxjs';

const DEVICES = ['press', 'lathe', 'mill'];
const readings = Array.from({ length: 3000 }, (_, n) => {
  const device = DEVICES[n % 3]!;
  const load = Math.sin(n / 40);
  // Each device vibrates on a scale of its own.
  return { device, vibration: load * 10 ** DEVICES.indexOf(device), state: load > 0.5 ? 'busy' : 'idle' };
});

const context = createContext({
  target: classes(['idle', 'busy']),
  model: mlp({ hidden: [8] }),
  optimizer: sgd({ learningRate: 0.2 }),
  seed: 1,
});

from(readings)
  .pipe(
    groupBy(({ device }) => device),
    mergeMap((one$) => {
      const device = context.scope(one$.key);
      return one$.pipe(
        instances(device, { features: ['vibration'], label: 'state' }),
        scale(device, minMax()),
        predictWith(device),
        trainOn(device),
        evaluate(device, { metrics: { accuracy: accuracy() }, over: { all: cumulative() } }),
        map(({ over }) => `${one$.key}: ${over.all.accuracy?.toFixed(3)}`),
        finalize(() => device.forget()),
      );
    }),
  )
  .subscribe({ next: (line) => console.log(line), complete: () => context.close() });
