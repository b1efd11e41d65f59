import util from 'node:util';

/** As they were: tfjs-node 4.22, the last there is, calls these two, and from version 23 on Node no longer has them. */
const removed = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: (value: unknown) => Array.isArray(value),
};

/** Gives Node's `util` back what tfjs-node needs of it and it lacks; what it has stays. */
export function restoreUtil(): void {
  for (const [name, value] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value, configurable: true, writable: true });
  }
}
