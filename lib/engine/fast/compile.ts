import { ConfigError } from '../../errors.js';
import type { Optimizer } from '../../optimizers/Optimizer.js';
import { randomLayers } from '../tfjs/model/randomLayers.js';
import type { Compiled } from './Compiled.js';
import { assemble } from './ir/assemble.js';
import { clean } from './ir/clean.js';
import { type Fitted, fitRows } from './ir/fitRows.js';
import type { TrainParts } from './ir/TrainParts.js';
import { lower } from './lower/lower.js';
import type { Graph, Operand } from './trace/Graph.js';
import { INTERCEPTED } from './trace/interceptDropout.js';
import type { TraceableModel } from './trace/TraceableModel.js';
import {
  type ConstraintTrace,
  type StepTrace,
  traceConstraints,
  tracePrediction,
  traceStep,
  variablesOf,
  weightsOf,
} from './trace/traceModel.js';
import { Untraceable } from './Untraceable.js';
import { verify } from './verify.js';

/**
 * The numbers of rows that are traced. Three, since two would fit anything; above 1, so that nothing is taken for a repeated
 * axis; and few, since tfjs computes them in plain JavaScript.
 */
const ROWS = [2, 3, 5];

/**
 * Makes a model's program, and reads its weights, flat.
 *
 * @param options.weighted makes a second step beside the first, for rows with weights.
 * @throws Untraceable where the model does something that has no kernel here, or that is not the same at every step, or
 * where the program's first step is not tfjs's.
 */
export function compile(
  traceable: TraceableModel,
  options: { readonly optimizer: Optimizer; readonly seed: number; readonly weighted?: boolean },
): Compiled {
  const { optimizer, seed } = options;
  refuseRandom(traceable);
  const { steps, weightedSteps, predictions, constraints } = trace(traceable, options);
  const program = assemble({
    shapes: variablesOf(traceable.model).map(({ shape }) => shape),
    inputShape: traceable.inputShape,
    outputs: traceable.outputs,
    optimizer,
    seed,
    train: trained(steps, constraints),
    ...(weightedSteps && { weighted: trained(weightedSteps, constraints) }),
    predict: fitted(predictions.map(({ graph, x, output }) => ({ graph, roots: [x, output] }))),
  });
  const weights = weightsOf(traceable.model);
  verify(program, weights, [...steps, ...(weightedSteps ?? [])], predictions);
  return { program, weights };
}

function refuseRandom({ model }: TraceableModel): void {
  const [name] = randomLayers(model, INTERCEPTED);
  if (name === undefined) return;
  const reason = 'it draws random numbers of its own at each step; dropout(tf, { rate }) of adlstream/models does not';
  throw new Untraceable(`layer ${name}`, reason);
}

function trace(traceable: TraceableModel, { seed, weighted }: { readonly seed: number; readonly weighted?: boolean }) {
  try {
    return {
      steps: ROWS.map((rows) => traceStep(traceable, rows, seed)),
      weightedSteps: weighted ? ROWS.map((rows) => traceStep(traceable, rows, seed, true)) : undefined,
      predictions: ROWS.map((rows) => tracePrediction(traceable, rows)),
      constraints: traceConstraints(traceable.model),
    };
  } catch (error) {
    if (error instanceof Untraceable || error instanceof ConfigError || !(error instanceof Error)) throw error;
    throw new Untraceable('the model', `tfjs cannot train it: ${error.message}`);
  }
}

function trained(steps: readonly StepTrace[], constraints: ConstraintTrace): TrainParts {
  const [{ masks, gradients, updates }] = steps as [StepTrace];
  const traces = steps.map(({ graph, x, y, w, loss, gradients, updates }) => {
    return { graph, roots: [x, y, loss, ...gradients.values(), ...updates.values(), ...(w ? [w] : [])] };
  });
  const constrained = { graph: constraints.graph, roots: [...constraints.values.values()] };
  return {
    ...fitted(traces),
    masks,
    gradients: [...gradients.keys()],
    updates: [...updates.keys()],
    // They know nothing of rows.
    constraints: { ...fitted(ROWS.map(() => constrained)), weights: [...constraints.values.keys()] },
  };
}

/** From the graphs for the three numbers of rows to instructions for any. */
function fitted(traces: readonly { readonly graph: Graph; readonly roots: readonly Operand[] }[]): Fitted {
  const lowered = traces.map(({ graph, roots }) => lower(clean({ values: graph.values, calls: graph.calls, roots })));
  return fitRows(lowered, ROWS);
}
