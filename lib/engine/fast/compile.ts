import type { Optimizer } from '../../optimizers/Optimizer.js';
import { randomLayers } from '../tfjs/model/randomLayers.js';
import { assemble } from './ir/assemble.js';
import { clean } from './ir/clean.js';
import { type Fitted, fitRows } from './ir/fitRows.js';
import { lower } from './lower/lower.js';
import type { FastProgram } from './run/FastProgram.js';
import type { Graph, Operand } from './trace/Graph.js';
import { INTERCEPTED } from './trace/interceptDropout.js';
import type { TraceableModel } from './trace/TraceableModel.js';
import { traceConstraints, tracePrediction, traceStep, variablesOf, weightsOf } from './trace/traceModel.js';
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
 * @throws Untraceable where the model does something that has no kernel here, or that is not the same at every step, or
 * where the program's first step is not tfjs's.
 */
export function compile(
  traceable: TraceableModel,
  { optimizer, seed }: { readonly optimizer: Optimizer; readonly seed: number },
): { readonly program: FastProgram; readonly weights: Float32Array } {
  refuseRandom(traceable);
  const { steps, predictions, constraints } = trace(traceable, seed);
  const [{ masks, gradients, updates }] = steps as [(typeof steps)[number]];
  const constrained = { graph: constraints.graph, roots: [...constraints.values.values()] };
  const program = assemble({
    shapes: variablesOf(traceable.model).map(({ shape }) => shape),
    inputShape: traceable.inputShape,
    outputs: traceable.outputs,
    optimizer,
    seed,
    train: {
      ...fitted(
        steps.map((step) => ({
          graph: step.graph,
          roots: [step.x, step.y, step.loss, ...step.gradients.values(), ...step.updates.values()],
        })),
      ),
      masks,
      gradients: [...gradients.keys()],
      updates: [...updates.keys()],
      constraints: { ...fitted([constrained, constrained, constrained]), weights: [...constraints.values.keys()] },
    },
    predict: fitted(predictions.map(({ graph, x, output }) => ({ graph, roots: [x, output] }))),
  });
  const weights = weightsOf(traceable.model);
  verify(program, weights, steps, predictions);
  return { program, weights };
}

function refuseRandom({ model }: TraceableModel): void {
  const [name] = randomLayers(model, INTERCEPTED);
  if (name === undefined) return;
  const reason = 'it draws random numbers of its own at each step; dropout(tf, { rate }) of adlstream/models does not';
  throw new Untraceable(`layer ${name}`, reason);
}

function trace(traceable: TraceableModel, seed: number) {
  try {
    return {
      steps: ROWS.map((rows) => traceStep(traceable, rows, seed)),
      predictions: ROWS.map((rows) => tracePrediction(traceable, rows)),
      constraints: traceConstraints(traceable.model),
    };
  } catch (error) {
    if (error instanceof Untraceable || !(error instanceof Error)) throw error;
    throw new Untraceable('the model', `tfjs cannot train it: ${error.message}`);
  }
}

/** From the graphs for the three numbers of rows to instructions for any. */
function fitted(traces: readonly { readonly graph: Graph; readonly roots: readonly Operand[] }[]): Fitted {
  const lowered = traces.map(({ graph, roots }) => lower(clean({ values: graph.values, calls: graph.calls, roots })));
  return fitRows(lowered, ROWS);
}
