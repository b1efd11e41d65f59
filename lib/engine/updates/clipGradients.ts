import type { Clipping } from '../../optimizers/Clipping.js';

/** Clips the gradients of one step, in place: each number by value, then all together by their norm. */
export function clipGradients(gradients: readonly Float32Array[], { clipValue, clipNorm }: Clipping): void {
  if (clipValue !== undefined) {
    for (const gradient of gradients) {
      for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(Math.max(gradient[i]!, -clipValue), clipValue);
    }
  }
  if (clipNorm === undefined) return;
  let squares = 0;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) squares += gradient[i]! ** 2;
  }
  const norm = Math.sqrt(squares);
  if (!(norm > clipNorm)) return;
  const scale = clipNorm / norm;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) gradient[i]! *= scale;
  }
}
