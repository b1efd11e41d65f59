import type * as Tf from '@tensorflow/tfjs';
import { ConfigError, type ConfigMistake } from '../../../errors.js';
import type { LearnerDescription } from '../../LearnerDescription.js';

/** Outputs that are probabilities already, of which another softmax would be taken. */
const NO_LOGITS = ['softmax', 'sigmoid', 'hardSigmoid'];

/** Holds a network to its description. @throws ConfigError that lists everything that does not fit. */
export function checkNetwork(network: Tf.LayersModel, description: LearnerDescription): void {
  const { inputShape, outputs, loss, target } = description;
  const mistakes: ConfigMistake[] = [];
  const wrong = (value: unknown, remedy: string) => void mistakes.push({ option: 'model', value, remedy });

  if (typeof network?.apply !== 'function' || !Array.isArray(network.inputs) || !Array.isArray(network.outputs)) {
    wrong(network, 'return a tf.LayersModel, as tf.sequential() and tf.model() give');
    throw new ConfigError(mistakes);
  }
  if (network.inputs.length !== 1 || network.outputs.length !== 1) {
    wrong(network.name, 'give it one input and one output');
    throw new ConfigError(mistakes);
  }
  const [input, output] = [network.inputs[0]!, network.outputs[0]!];
  const taken = input.shape.slice(1);
  if (taken.length !== inputShape.length || taken.some((size, i) => size !== null && size !== inputShape[i])) {
    wrong(
      `${network.name} of input shape ${show(taken)}`,
      `an instance has the shape ${show(inputShape)}: build it for that`,
    );
  }
  if (output.shape.length !== 2 || output.shape[1] !== outputs) {
    const remedy = `the target needs ${outputs} numbers: end in a layer of that many units`;
    wrong(`${network.name} of output shape ${show(output.shape.slice(1))}`, remedy);
  }
  const ending = endingOf(output.sourceLayer);
  if (loss === undefined && target === 'Classes' && NO_LOGITS.includes(ending)) {
    const remedy =
      "end in a linear layer, since the loss is taken from logits; or name a loss of probabilities, such as 'categoricalCrossentropy'";
    wrong(`${network.name} ending in ${ending}`, remedy);
  }
  if (network.layers.some((layer) => layer.stateful)) {
    wrong(
      `${network.name} with stateful layers`,
      'make them stateless: all that a prediction needs must lie in the weights',
    );
  }
  if (network.trainableWeights.length === 0) wrong(network.name, 'give it weights that can be trained');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function endingOf(layer: Tf.layers.Layer): string {
  // A network that is the last layer of another.
  const { outputs } = layer as { readonly outputs?: readonly Tf.SymbolicTensor[] };
  if (outputs !== undefined) return endingOf(outputs[0]!.sourceLayer);
  const name = layer.getClassName();
  return name === 'Softmax' ? 'softmax' : String(layer.getConfig()['activation']);
}

function show(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'any').join(', ')}]`;
}
