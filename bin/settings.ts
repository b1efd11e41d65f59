/** The command line, decoded. */
export interface Settings {
  readonly csv?: string;
  readonly label?: string;
  readonly classes?: readonly string[];
  readonly rows?: number;
  /** The column that is forecast, from its last `past` rows, `horizon` rows ahead. */
  readonly forecast?: string;
  readonly past: number;
  readonly horizon: number;
  readonly model: 'mlp' | 'lstm' | 'gru' | 'ernn' | 'esn' | 'cnn' | 'tcn' | 'transformer';
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
