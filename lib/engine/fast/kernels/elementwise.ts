/**
 * The elementwise kernels, each as the expression on four lanes that the generator of `bin/kernels` puts into its loops.
 * Functions called here are those of `assembly/math.ts`. A new one is one line here.
 */

/** Of one vector `x`, and of a number `alpha` where it is named. */
export const unary = {
  neg: 'f32x4.neg(x)',
  abs: 'f32x4.abs(x)',
  exp: 'exp(x)',
  expMinusOne: 'expMinusOne(x)',
  log: 'log(x)',
  logOnePlus: 'logOnePlus(x)',
  sqrt: 'f32x4.sqrt(x)',
  rsqrt: 'f32x4.div(one(), f32x4.sqrt(x))',
  square: 'f32x4.mul(x, x)',
  reciprocal: 'f32x4.div(one(), x)',
  truncate: 'f32x4.trunc(x)',
  floor: 'f32x4.floor(x)',
  ceil: 'f32x4.ceil(x)',
  round: 'f32x4.nearest(x)',
  sign: 'f32x4.sub(truth(f32x4.gt(x, zero())), truth(f32x4.lt(x, zero())))',
  not: 'truth(f32x4.eq(x, zero()))',
  relu: 'f32x4.pmax(x, zero())',
  relu6: 'f32x4.pmin(f32x4.pmax(x, zero()), f32x4.splat(6))',
  elu: 'choose(f32x4.ge(x, zero()), x, expMinusOne(x))',
  selu:
    'choose(f32x4.ge(x, zero()), f32x4.mul(x, f32x4.splat(1.0507009873554805)), ' +
    'f32x4.mul(expMinusOne(x), f32x4.splat(1.7580993408473768)))',
  sigmoid: 'sigmoid(x)',
  tanh: 'tanh(x)',
  softplus: 'softplus(x)',
  erf: 'erf(x)',
} as const;

/** Of one vector `x` and a number that travels in the program, splatted as `alpha`. */
export const unaryWithNumber = {
  leakyRelu: 'choose(f32x4.ge(x, zero()), x, f32x4.mul(x, alpha))',
  step: 'choose(f32x4.gt(x, zero()), one(), choose(f32x4.ne(x, x), x, alpha))',
} as const;

/** Of two vectors, `a` and `b`, broadcast against each other. */
export const binary = {
  add: 'f32x4.add(a, b)',
  sub: 'f32x4.sub(a, b)',
  mul: 'f32x4.mul(a, b)',
  div: 'f32x4.div(a, b)',
  divNoNan: 'v128.and(f32x4.div(a, b), f32x4.ne(b, zero()))',
  maximum: 'f32x4.max(a, b)',
  minimum: 'f32x4.min(a, b)',
  squaredDifference: 'f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b))',
  equal: 'truth(f32x4.eq(a, b))',
  notEqual: 'truth(f32x4.ne(a, b))',
  greater: 'truth(f32x4.gt(a, b))',
  greaterEqual: 'truth(f32x4.ge(a, b))',
  less: 'truth(f32x4.lt(a, b))',
  lessEqual: 'truth(f32x4.le(a, b))',
  and: 'truth(v128.and(f32x4.ne(a, zero()), f32x4.ne(b, zero())))',
  or: 'truth(v128.or(f32x4.ne(a, zero()), f32x4.ne(b, zero())))',
  prelu: 'choose(f32x4.ge(a, zero()), a, f32x4.mul(a, b))',
  /** The gradient `a` where `b`, the input or the output of a relu, is above 0. */
  reluGradient: 'v128.and(a, f32x4.gt(b, zero()))',
  /** The gradient `a` of elu, whose output is `b`. */
  eluGradient: 'f32x4.mul(a, choose(f32x4.ge(b, zero()), one(), f32x4.add(b, one())))',
  /** The gradient `a` of tanh, whose output is `b`. */
  tanhGradient: 'f32x4.mul(a, f32x4.sub(one(), f32x4.mul(b, b)))',
  /** The gradient `a` of sigmoid, whose output is `b`. */
  sigmoidGradient: 'f32x4.mul(a, f32x4.mul(b, f32x4.sub(one(), b)))',
} as const;

export type UnaryName = keyof typeof unary;
export type UnaryWithNumberName = keyof typeof unaryWithNumber;
export type BinaryName = keyof typeof binary;
