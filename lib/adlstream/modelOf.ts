import { ConfigError, type ConfigMistake } from '../errors.js';
import type { Model } from '../models/Model.js';
import {
  type Architecture,
  architectures,
  type ImpliedBy,
  type ModelArchitecture,
  type ModelParameters,
} from './architectures.js';

/**
 * The model of the original's `model_architecture` and `model_parameters`.
 *
 * What the output layer ends in follows from the target, so `outActivation` can only say the same (`softmax` for classes,
 * `linear` for values), and so can a transformer's `outputShape`. @throws ConfigError that lists every mistake.
 */
export function modelOf(
  modelArchitecture: ModelArchitecture,
  modelParameters: ModelParameters,
  target: ImpliedBy,
): Model {
  const architecture: Architecture | undefined = Object.hasOwn(architectures, modelArchitecture)
    ? architectures[modelArchitecture]
    : undefined;
  if (architecture === undefined) {
    const remedy = `there is no such model; there are ${Object.keys(architectures).join(', ')}`;
    throw new ConfigError([{ option: 'modelArchitecture', value: modelArchitecture, remedy }]);
  }
  const { defaults, names, create } = architecture;
  const implied = architecture.implied(target);
  const isImplied = (name: string) => Object.hasOwn(implied, name);
  const parameters = Object.fromEntries(Object.entries(modelParameters).filter(([name]) => !isImplied(name)));
  const mistakes: ConfigMistake[] = [];
  const wrong = (name: string, value: unknown, remedy: string) =>
    void mistakes.push({ option: `modelParameters.${name}`, value, remedy });
  for (const [name, value] of Object.entries(parameters)) {
    const all = [...Object.keys(defaults), ...Object.keys(implied)].join(', ');
    if (!Object.hasOwn(defaults, name)) wrong(name, value, `${modelArchitecture} has no such parameter; it has ${all}`);
  }
  for (const [name, value] of Object.entries(implied)) {
    const [given, here] = [modelParameters[name] ?? value, value].map((it) => JSON.stringify(it));
    if (given === here) continue;
    const remedy = `leave it out: it follows from the target, here ${here}; else give createContext a model of your own`;
    wrong(name, modelParameters[name], remedy);
  }
  try {
    const given = Object.entries({ ...defaults, ...parameters }).filter(([name]) => Object.hasOwn(defaults, name));
    const model = create(Object.fromEntries(given.map(([name, value]) => [names[name] ?? name, value])));
    if (mistakes.length === 0) return model;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const original = (own: string) => Object.keys(names).find((name) => names[name] === own) ?? own;
    for (const { option, value, remedy } of error.mistakes) wrong(original(option), value, remedy);
  }
  throw new ConfigError(mistakes);
}
