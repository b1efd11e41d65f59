/** Activations that train on every engine. */
export const activations = [
  'relu',
  'tanh',
  'sigmoid',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'hardSigmoid',
  'swish',
  'linear',
] as const;

/** What a hidden unit computes from its sum. */
export type Activation = (typeof activations)[number];
