import type { Metric } from '../../lib/metrics/Metric.js';
import type { Description } from '../../lib/types.js';

/** A metric with another library's convention for where it is not defined, once there were observations. */
export function undefinedAs<V>(instead: number, metric: Description<Metric<V>>): Description<Metric<V>> {
  return {
    name: `${metric.name} or ${instead}`,
    create: (saved) => {
      const part = metric.create(saved);
      return {
        update: (truth, predicted) => part.update(truth, predicted),
        get value() {
          return part.value ?? instead;
        },
        save: () => part.save(),
      };
    },
  };
}
