import type { DecoderConfig } from '../../lib/models/layers/DecoderLayer.js';

type Matrix = readonly (readonly number[])[];

/** What a decoder is given; with `labels` it is trained. */
export interface DecoderInput {
  readonly encoded: Float32Array;
  readonly input: Float32Array;
  readonly labels?: Float32Array;
  readonly rows: number;
  readonly steps: number;
  readonly features: number;
}

/** A transformer's decoder in plain numbers, row by row, the whole sequence anew for each step; weights in the layer's order. */
export function decoderReference(
  config: DecoderConfig,
  weights: readonly Float32Array[],
  given: DecoderInput,
): number[] {
  const { horizon, width, targets, modelSize } = config;
  const { encoded, input, labels, rows, steps, features } = given;
  const matrix = (from: Float32Array, start: number, count: number, size: number): Matrix =>
    Array.from({ length: count }, (_, i) => [...from.subarray(start + i * size, start + (i + 1) * size)]);
  return Array.from({ length: rows }, (_, row) => {
    const memory = matrix(encoded, row * steps * modelSize, steps, modelSize);
    const last = matrix(input, (row * steps + steps - 1) * features, 1, features)[0]!;
    const start = targets.length === 0 ? last : targets.map((feature) => last[feature]!);
    const known = labels ? [...matrix(labels, row * horizon * width, horizon, width)] : [];
    if (labels) return decode(config, weights, memory, start, known.slice(0, -1)).flat();
    for (let step = 0; step < horizon; step++) known.push(decode(config, weights, memory, start, known).at(-1)!);
    return known.flat();
  }).flat();
}

/** What follows the start and each of the known steps. */
function decode(
  { horizon, modelSize, heads, blocks, activation, dense }: DecoderConfig,
  weights: readonly Float32Array[],
  memory: Matrix,
  start: readonly number[],
  known: Matrix,
): Matrix {
  let at = 0;
  const next = () => weights[at++]!;
  const layer = (): ((x: Matrix) => Matrix) => {
    const [kernel, bias] = [next(), next()];
    return (x) =>
      x.map((from) => [...bias].map((b, j) => from.reduce((sum, v, i) => sum + v * kernel[i * bias.length + j]!, b)));
  };
  const norm = (): ((x: Matrix) => Matrix) => {
    const [gamma, beta] = [next(), next()];
    return (x) =>
      x.map((values) => {
        const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
        const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
        return values.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-6)) * gamma[i]! + beta[i]!);
      });
  };
  const added = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((v, j) => v + b[i]![j]!));
  const size = Math.ceil(modelSize / heads);
  const attention = () => {
    const [query, key, value, output] = [layer(), layer(), layer(), layer()];
    return (x: Matrix, from: Matrix, causal: boolean): Matrix => {
      const [q, k, v] = [query(x), key(from), value(from)];
      const seen = q.map((_, i) =>
        Array.from({ length: heads * size }, (_, column) => {
          const head = Math.floor(column / size) * size;
          const scores = k.map((kj, j) => {
            if (causal && j > i) return Number.NEGATIVE_INFINITY;
            let score = 0;
            for (let d = 0; d < size; d++) score += q[i]![head + d]! * kj[head + d]!;
            return score / Math.sqrt(size);
          });
          const top = Math.max(...scores);
          const shares = scores.map((score) => Math.exp(score - top));
          const total = shares.reduce((sum, share) => sum + share, 0);
          return v.reduce((sum, vj, j) => sum + (shares[j]! / total) * vj[column]!, 0);
        }),
      );
      return output(seen);
    };
  };

  const startToken = layer();
  const tokens = [...startToken([start]), ...(horizon > 1 ? layer()(known) : [])];
  let x: Matrix = tokens.map((token, step) =>
    token.map((v, i) => {
      const angle = step / 10000 ** ((i - (i % 2)) / modelSize);
      return v + (i % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
    }),
  );
  for (let block = 0; block < blocks; block++) {
    const [own, ownNorm] = [attention(), norm()];
    const [cross, crossNorm] = [attention(), norm()];
    const [wide, narrow, fedNorm] = [layer(), layer(), norm()];
    x = ownNorm(added(x, own(x, x, true)));
    x = crossNorm(added(x, cross(x, memory, false)));
    const active = activation === 'tanh' ? Math.tanh : (v: number) => Math.max(v, 0);
    x = fedNorm(added(x, narrow(wide(x).map((row) => row.map(active)))));
  }
  for (const _ of dense) x = layer()(x).map((row) => row.map((v) => Math.max(v, 0)));
  return layer()(x);
}
