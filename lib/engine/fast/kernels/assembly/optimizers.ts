import { madd, one, storeLanes } from './math';

/** The least positive number that is not denormal. */
const LEAST: f32 = 1.17549435e-38;


/**
 * One update of `count` parameters, each as tfjs's optimizer of that name does it. `settings` holds floats that the run
 * fills before each step. Parameters lie side by side without padding, so the last vector is stored by lanes.
 *
 * Moments that have become denormal are set to zero: arithmetic on denormals is many times slower, and the first moment of
 * a dead unit would stay one forever.
 */

@inline
function flushed(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(LEAST)));
}

/** A mean of squares that fades, flushed; it is never negative. */
@inline
function faded(square: v128, kept: v128, gradient: v128, fresh: v128): v128 {
  const mean = madd(kept, square, f32x4.mul(fresh, f32x4.mul(gradient, gradient)));
  return v128.and(mean, f32x4.ge(mean, f32x4.splat(LEAST)));
}

/** Moves parameters by rate · direction / root. */
@inline
function move(parameters: usize, rate: v128, direction: v128, root: v128, count: i32): void {
  const change = f32x4.div(f32x4.mul(rate, direction), root);
  storeLanes(parameters, f32x4.sub(v128.load(parameters), change), count);
}

/**
 * The same of two vectors side by side, with one division for both: roots and divisions are what a step waits for. No root
 * is so small that the product of two could vanish.
 */
@inline
function moveTwo(parameters: usize, rate: v128, direction0: v128, direction1: v128, root0: v128, root1: v128): void {
  const least = f32x4.splat(1e-18);
  const divisor0 = f32x4.pmax(root0, least);
  const divisor1 = f32x4.pmax(root1, least);
  const both = f32x4.div(rate, f32x4.mul(divisor0, divisor1));
  const change0 = f32x4.mul(f32x4.mul(direction0, both), divisor1);
  const change1 = f32x4.mul(f32x4.mul(direction1, both), divisor0);
  v128.store(parameters, f32x4.sub(v128.load(parameters), change0));
  v128.store(parameters, f32x4.sub(v128.load(parameters, 16), change1), 16);
}

/** Settings: learning rate. */
export function sgd(parameters: usize, gradients: usize, count: i32, settings: usize): void {
  const rate = v128.load_splat<f32>(settings);
  do {
    const value = f32x4.sub(v128.load(parameters), f32x4.mul(rate, v128.load(gradients)));
    storeLanes(parameters, value, count);
    parameters += 16;
    gradients += 16;
    count -= 4;
  } while (count > 0);
}

/** Settings: learning rate, momentum. */
export function momentum(parameters: usize, gradients: usize, moments: usize, count: i32, settings: usize): void {
  const rate = v128.load_splat<f32>(settings);
  const kept = v128.load_splat<f32>(settings, 4);
  do {
    const moment = flushed(madd(kept, v128.load(moments), v128.load(gradients)));
    storeLanes(moments, moment, count);
    storeLanes(parameters, f32x4.sub(v128.load(parameters), f32x4.mul(rate, moment)), count);
    parameters += 16;
    gradients += 16;
    moments += 16;
    count -= 4;
  } while (count > 0);
}

/** Settings: learning rate, decay, 1 - decay, epsilon. */
export function rmsprop(parameters: usize, gradients: usize, squares: usize, count: i32, settings: usize): void {
  const decay = v128.load_splat<f32>(settings, 4);
  const fresh = v128.load_splat<f32>(settings, 8);
  bySquares(parameters, gradients, squares, count, v128.load_splat<f32>(settings), decay, fresh, v128.load_splat<f32>(settings, 12));
}

/** Settings: learning rate, epsilon. */
export function adagrad(parameters: usize, gradients: usize, squares: usize, count: i32, settings: usize): void {
  bySquares(parameters, gradients, squares, count, v128.load_splat<f32>(settings), one(), one(), v128.load_splat<f32>(settings, 4));
}

/** Along the gradient, by the root of its squares, of which so much is kept and so much of the newest is added. */
@inline
function bySquares(
  parameters: usize, gradients: usize, squares: usize, count: i32, rate: v128, kept: v128, fresh: v128, epsilon: v128,
): void {
  while (count >= 8) {
    const gradient0 = v128.load(gradients);
    const gradient1 = v128.load(gradients, 16);
    const square0 = faded(v128.load(squares), kept, gradient0, fresh);
    const square1 = faded(v128.load(squares, 16), kept, gradient1, fresh);
    v128.store(squares, square0);
    v128.store(squares, square1, 16);
    const root0 = f32x4.sqrt(f32x4.add(square0, epsilon));
    const root1 = f32x4.sqrt(f32x4.add(square1, epsilon));
    moveTwo(parameters, rate, gradient0, gradient1, root0, root1);
    parameters += 32;
    gradients += 32;
    squares += 32;
    count -= 8;
  }
  while (count > 0) {
    const gradient = v128.load(gradients);
    const square = faded(v128.load(squares), kept, gradient, fresh);
    storeLanes(squares, square, count);
    move(parameters, rate, gradient, f32x4.sqrt(f32x4.add(square, epsilon)), count);
    parameters += 16;
    gradients += 16;
    squares += 16;
    count -= 4;
  }
}

/**
 * Settings: learning rate / (1 - beta1^t), beta1, 1 - beta1, beta2, 1 - beta2, 1 / (1 - beta2^t), epsilon: with the
 * corrections prepared, one root and half a division are left per parameter.
 */
export function adam(
  parameters: usize, gradients: usize, first: usize, second: usize, count: i32, settings: usize,
): void {
  const rate = v128.load_splat<f32>(settings);
  const beta1 = v128.load_splat<f32>(settings, 4);
  const fresh1 = v128.load_splat<f32>(settings, 8);
  const beta2 = v128.load_splat<f32>(settings, 12);
  const fresh2 = v128.load_splat<f32>(settings, 16);
  const correction2 = v128.load_splat<f32>(settings, 20);
  const epsilon = v128.load_splat<f32>(settings, 24);
  while (count >= 8) {
    const gradient0 = v128.load(gradients);
    const gradient1 = v128.load(gradients, 16);
    const moment0 = flushed(madd(beta1, v128.load(first), f32x4.mul(fresh1, gradient0)));
    const moment1 = flushed(madd(beta1, v128.load(first, 16), f32x4.mul(fresh1, gradient1)));
    const square0 = faded(v128.load(second), beta2, gradient0, fresh2);
    const square1 = faded(v128.load(second, 16), beta2, gradient1, fresh2);
    v128.store(first, moment0);
    v128.store(first, moment1, 16);
    v128.store(second, square0);
    v128.store(second, square1, 16);
    const root0 = f32x4.add(f32x4.sqrt(f32x4.mul(square0, correction2)), epsilon);
    const root1 = f32x4.add(f32x4.sqrt(f32x4.mul(square1, correction2)), epsilon);
    moveTwo(parameters, rate, moment0, moment1, root0, root1);
    parameters += 32;
    gradients += 32;
    first += 32;
    second += 32;
    count -= 8;
  }
  while (count > 0) {
    const gradient = v128.load(gradients);
    const moment = flushed(madd(beta1, v128.load(first), f32x4.mul(fresh1, gradient)));
    const square = faded(v128.load(second), beta2, gradient, fresh2);
    storeLanes(first, moment, count);
    storeLanes(second, square, count);
    move(parameters, rate, moment, f32x4.add(f32x4.sqrt(f32x4.mul(square, correction2)), epsilon), count);
    parameters += 16;
    gradients += 16;
    first += 16;
    second += 16;
    count -= 4;
  }
}
