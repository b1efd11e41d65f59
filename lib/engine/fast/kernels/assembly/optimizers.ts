import { madd, storeLanes } from './math';

/**
 * One update of `count` parameters, each as tfjs's optimizer of that name does it. `settings` holds floats that the run
 * fills before each step. Parameters lie side by side without padding, so the last vector is stored by lanes.
 *
 * Moments that have become denormal are set to zero: arithmetic on denormals is many times slower, and the first moment of
 * a dead unit would stay one forever.
 */

@inline
function flushed(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(1.17549435e-38)));
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
  const rate = v128.load_splat<f32>(settings);
  const decay = v128.load_splat<f32>(settings, 4);
  const fresh = v128.load_splat<f32>(settings, 8);
  const epsilon = v128.load_splat<f32>(settings, 12);
  do {
    const gradient = v128.load(gradients);
    const square = flushed(madd(decay, v128.load(squares), f32x4.mul(fresh, f32x4.mul(gradient, gradient))));
    const change = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(square, epsilon)));
    storeLanes(squares, square, count);
    storeLanes(parameters, f32x4.sub(v128.load(parameters), change), count);
    parameters += 16;
    gradients += 16;
    squares += 16;
    count -= 4;
  } while (count > 0);
}

/** Settings: learning rate, epsilon. */
export function adagrad(parameters: usize, gradients: usize, squares: usize, count: i32, settings: usize): void {
  const rate = v128.load_splat<f32>(settings);
  const epsilon = v128.load_splat<f32>(settings, 4);
  do {
    const gradient = v128.load(gradients);
    const square = madd(gradient, gradient, v128.load(squares));
    const change = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(square, epsilon)));
    storeLanes(squares, square, count);
    storeLanes(parameters, f32x4.sub(v128.load(parameters), change), count);
    parameters += 16;
    gradients += 16;
    squares += 16;
    count -= 4;
  } while (count > 0);
}

/**
 * Settings: learning rate / (1 - beta1^t), beta1, 1 - beta1, beta2, 1 - beta2, 1 / (1 - beta2^t), epsilon: with the
 * corrections prepared, one division and one root are left per parameter.
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
  do {
    const gradient = v128.load(gradients);
    const moment = flushed(madd(beta1, v128.load(first), f32x4.mul(fresh1, gradient)));
    const square = flushed(madd(beta2, v128.load(second), f32x4.mul(fresh2, f32x4.mul(gradient, gradient))));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(square, correction2)), epsilon);
    storeLanes(first, moment, count);
    storeLanes(second, square, count);
    storeLanes(parameters, f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(rate, moment), root)), count);
    parameters += 16;
    gradients += 16;
    first += 16;
    second += 16;
    count -= 4;
  } while (count > 0);
}
