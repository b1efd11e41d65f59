import { UsageError } from './UsageError.js';

/** The command line, decoded. */
export interface Settings {
  readonly csv?: string;
  readonly label?: string;
  readonly classes?: readonly string[];
  readonly rows?: number;
  /** The column that has the rows' weights in training. */
  readonly weight?: string;
  readonly classWeight?: 'balanced';
  /** The column that is forecast, from its last `past` rows, `horizon` rows ahead. */
  readonly forecast?: string;
  readonly past: number;
  readonly horizon: number;
  readonly model: 'pool' | 'mlp' | 'lstm' | 'gru' | 'ernn' | 'esn' | 'cnn' | 'tcn' | 'transformer';
  /** Of a single network, as the next three. */
  readonly hidden: readonly number[];
  readonly dropout: number;
  readonly optimizer: 'sgd' | 'momentum' | 'rmsprop' | 'adam' | 'adagrad';
  readonly learningRate?: number;
  readonly scale: 'standardization' | 'minMax' | 'meanNormalization' | 'none';
  readonly batchSize: number;
  readonly batchesFed: number;
  readonly maxStaleness: number;
  readonly workers: 'auto' | 'inline' | 'thread' | 'process';
  readonly engine: 'auto' | 'fast' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';
  readonly seed: number;
  readonly out: string;
  readonly json?: string;
}

/** What is of one network alone, and what that has by default. */
const ofMlp = { hidden: [64], dropout: 0, optimizer: 'sgd', learningRate: undefined } as const;

/** As given: what depends on the model may be missing. */
export type Given = Omit<Settings, 'model' | 'scale' | keyof typeof ofMlp> &
  Partial<Pick<Settings, 'model' | 'scale' | keyof typeof ofMlp>>;

/**
 * Fills in the model and what follows from it: a pool or, where an option of a single network is given, an mlp.
 *
 * @throws UsageError where such an option stands beside a pool.
 */
export function complete({ model, ...given }: Given): Settings {
  const single = Object.keys(ofMlp).filter((option) => given[option as keyof typeof ofMlp] !== undefined);
  if (model === 'pool' && single.length > 0) {
    const options = single.map((option) => `--${option.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`);
    throw new UsageError(`${options.join(', ')}: a pool has networks of its own; leave it out, or give --model mlp`);
  }
  const chosen = model ?? (single.length > 0 ? 'mlp' : 'pool');
  const { learningRate: _, ...defaults } = ofMlp;
  return { scale: chosen === 'pool' ? 'none' : 'standardization', ...defaults, ...given, model: chosen };
}
