import type { Compiled } from './fast/Compiled.js';

/** Why the fast engine cannot take a network. */
export interface Refused {
  readonly reason: string;
}

/**
 * What compiling a description's networks came to, as plain data: of each of `networksOf`.
 */
export type Compilation = readonly (Compiled | Refused | undefined)[];
