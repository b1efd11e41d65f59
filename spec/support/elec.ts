import { existsSync } from 'node:fs';
import { inRoot } from './root.js';

/** The real labelled stream: it lies beside a clone, not in it. `undefined` where it is missing. */
const file = inRoot('..', 'shared', 'data', 'elec.csv');
export const elecFile = existsSync(file) ? file : undefined;

/** For `before`: skips what needs the stream, with a message. */
export function needsElec(this: Mocha.Context): void {
  if (elecFile !== undefined) return;
  console.log(`      skipped: ${file} is not there`);
  this.skip();
}
