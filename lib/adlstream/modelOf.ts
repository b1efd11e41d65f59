import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Model } from '../models/Model.js';
import { type Activation, mlp } from '../models/mlp.js';
import type { PlainData } from '../types.js';

/** The architectures of the original. */
export type ModelArchitecture = 'mlp' | 'lstm' | 'gru' | 'ernn' | 'esn' | 'cnn' | 'tcn' | 'transformer';

/** Of an architecture, under the original's names in camelCase. */
export type ModelParameters = { readonly [name: string]: PlainData };

interface Architecture {
  /** From the original's names, in camelCase, to its defaults. */
  readonly defaults: ModelParameters;
  /** From the names of `create`'s own parameters to the original's. */
  readonly names: { readonly [own: string]: string };
  create(parameters: ModelParameters): Model;
}

/** Those that there are. */
const architectures: { readonly [Name in ModelArchitecture]?: Architecture } = {
  mlp: {
    defaults: { hiddenLayers: [32, 16, 8], dropout: 0, activation: 'linear' },
    names: { hidden: 'hiddenLayers' },
    create: ({ hiddenLayers, dropout, activation }) =>
      mlp({
        hidden: hiddenLayers as readonly number[],
        dropout: dropout as number,
        activation: activation as Activation,
      }),
  },
};

/**
 * The model of the original's `model_architecture` and `model_parameters`.
 *
 * What the output layer ends in follows from the target, so `outActivation` can only say the same: `softmax` for classes,
 * `linear` for values. @throws ConfigError that lists every mistake.
 */
export function modelOf(
  modelArchitecture: ModelArchitecture,
  modelParameters: ModelParameters,
  { _tag }: { readonly _tag: 'Classes' | 'Values' },
): Model {
  const architecture = Object.hasOwn(architectures, modelArchitecture) ? architectures[modelArchitecture] : undefined;
  if (architecture === undefined) {
    const remedy = `there is no such model yet; there are ${Object.keys(architectures).join(', ')}`;
    throw new ConfigError([{ option: 'modelArchitecture', value: modelArchitecture, remedy }]);
  }
  const { defaults, names, create } = architecture;
  const output = _tag === 'Classes' ? 'softmax' : 'linear';
  const { outActivation = output, ...parameters } = modelParameters;
  const mistakes: ConfigMistake[] = [];
  const wrong = (name: string, value: unknown, remedy: string) =>
    void mistakes.push({ option: `modelParameters.${name}`, value, remedy });
  for (const [name, value] of Object.entries(parameters)) {
    const all = [...Object.keys(defaults), 'outActivation'].join(', ');
    if (!Object.hasOwn(defaults, name)) wrong(name, value, `${modelArchitecture} has no such parameter; it has ${all}`);
  }
  if (outActivation !== output) {
    const remedy = `leave it out: the output layer follows from the target, here '${output}'; else give createContext a model of your own`;
    wrong('outActivation', outActivation, remedy);
  }
  try {
    const model = create({ ...defaults, ...parameters });
    if (mistakes.length === 0) return model;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { option, value, remedy } of error.mistakes) wrong(names[option] ?? option, value, remedy);
  }
  throw new ConfigError(mistakes);
}
