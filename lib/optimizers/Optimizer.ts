/** An optimizer as plain data. */
export interface Optimizer {
  readonly optimizer: 'sgd' | 'momentum' | 'rmsprop' | 'adam' | 'adagrad';
  readonly learningRate: number;
  readonly [parameter: string]: number | string;
}
