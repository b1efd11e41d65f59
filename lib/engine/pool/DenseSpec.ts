import type { MemberSpec } from './Members.js';

/** A member of one hidden layer, or none. */
export interface DenseSpec extends MemberSpec {
  /** 0: a linear model. */
  readonly units: number;
  readonly activation: 'relu' | 'tanh';
}

export function isDense(spec: MemberSpec | DenseSpec): spec is DenseSpec {
  return 'units' in spec;
}

/** From this many rows on it pays to look where their numbers lie before encoded rows are multiplied. */
const MANY = 8;

/** Whether so many rows are multiplied by where their numbers lie. The kernels for that write whole vectors of each matrix row. */
export function isLocated({ view, units }: DenseSpec, rows: number): boolean {
  return view === 'encoded' && units > 0 && units % 4 === 0 && rows >= MANY;
}

/** What the members of a group have in common. */
export interface DenseShape {
  /** Numbers of a row in the view. */
  readonly inputs: number;
  readonly outputs: number;
  readonly target: 'Classes' | 'Values';
  readonly seed: number;
}

/** Floats from one member's weights to the next's: all of them, padded to whole vectors. */
export function strideOf({ units }: DenseSpec, { inputs, outputs }: DenseShape): number {
  const weights = units === 0 ? outputs * (inputs + 1) : (inputs + 1) * units + outputs * (units + 1);
  return Math.ceil(weights / 4) * 4;
}
