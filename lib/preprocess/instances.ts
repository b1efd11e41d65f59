import { defer, filter, finalize, map, type OperatorFunction } from 'rxjs';
import type { AnyContext, Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Instance, Labelled } from '../types.js';
import type { InstanceOptions, LabelField } from './InstanceOptions.js';
import { RowDecoder } from './RowDecoder.js';
import { RowState } from './RowState.js';

/**
 * Makes an instance `{ id, x, row, y?, weight? }` of each row: the features as numbers, the label by the context's target.
 *
 * A feature may be a number, a text with a decimal number, or a flag (0 or 1); `''`, `'?'`, `'NA'`, `null` and `undefined` are
 * missing. The position counts every row, refused ones too, so that it tells the place in the source. A row that will
 * not do (a missing or infinite feature, text that is no number, an unknown class, an empty label, a weight below 0) is bad: the stream ends with
 * a BadRowError that names the field or, under `onBad: 'skip'`, the row is counted and left out. Nothing after this operator
 * sees it, and the last values of `missing: 'last'` do not come from it.
 *
 * The state (position, features, last values) lies in the context under the name `instances`; subscribing again goes on from it.
 *
 * @throws ConfigError at once, where `features` or `label` names a field twice or none; on subscription, where another `instances` is live on the same context.
 * @example
 * import { classes, createContext, instances, stream } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 *
 * const context = createContext({ target: classes(['ok', 'fault']), model: mlp() });
 * stream(context, [{ t: '20.5', on: true, state: 'ok' }])
 *   .pipe(instances(context, { label: 'state' }))
 *   .subscribe(({ id, x, y }) => console.log(id, x, y)); // 0 Float32Array(2) [ 20.5, 1 ] ok
 */
export function instances<V, S, Row>(
  context: Context<V, S>,
  options: InstanceOptions<Row> & LabelField<Row>,
): OperatorFunction<Row, Labelled<S, Row>>;
export function instances<Row>(
  context: AnyContext,
  options?: InstanceOptions<Row> & { readonly label?: never },
): OperatorFunction<Row, Instance<Row>>;
export function instances<S, Row>(
  context: Context<unknown, S>,
  options: InstanceOptions<Row> & Partial<LabelField<Row>> = {},
): OperatorFunction<Row, Instance<Row> | Labelled<S, Row>> {
  check(options);
  const core = coreOf(context);
  return (source) =>
    defer(() => {
      const { part, release } = core.own('instances', RowState.description);
      const decoder = new RowDecoder<S, Row>(core, options, part);
      return source.pipe(
        map((row) => decoder.decode(row)),
        filter((instance) => instance !== undefined),
        finalize(release),
      );
    });
}

function check<Row>({ features, label, missing = 'bad' }: InstanceOptions<Row> & Partial<LabelField<Row>>): void {
  const mistakes: ConfigMistake[] = [];
  for (const [option, fields] of Object.entries({ features, label })) {
    if (!Array.isArray(fields)) continue;
    if (fields.length === 0) mistakes.push({ option, value: fields, remedy: 'name one field or more' });
    if (new Set(fields).size < fields.length) mistakes.push({ option, value: fields, remedy: 'name each field once' });
  }
  if (missing !== 'bad' && missing !== 'last' && !Number.isFinite(Math.fround(missing))) {
    mistakes.push({ option: 'missing', value: missing, remedy: "give 'bad', 'last' or a finite number" });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
