import { execFileSync } from 'node:child_process';
import type { Bench } from './support/Bench.js';

const PROGRAM = `
  import { of } from 'rxjs';
  import { classes, createContext, predictWith } from ${JSON.stringify(new URL('../lib/index.js', import.meta.url).href)};
  import { mlp } from ${JSON.stringify(new URL('../lib/models/index.js', import.meta.url).href)};
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [64] }), seed: 1, engine: process.argv[1], logger });
  of({ id: 0, x: new Float32Array(6), row: undefined }).pipe(predictWith(context)).subscribe({
    next: () => process.stdout.write(String(performance.now())),
    complete: () => context.close(),
  });
`;
const RUNS = 7;

/** From the start of a process to its first prediction; Node itself is in it, and stands beside it. */
export const bench: Bench = {
  name: 'startup',
  async run() {
    const run = (engine: string) =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM, engine]));
    const node = () =>
      Number(
        execFileSync(process.execPath, [
          '--input-type=module',
          '-e',
          'process.stdout.write(String(performance.now()))',
        ]),
      );
    const measured: { readonly [what: string]: () => number } = {
      'Node alone': node,
      'first prediction, fast': () => run('fast'),
      'first prediction, wasm': () => run('wasm'),
      'first prediction, cpu': () => run('cpu'),
    };
    const times = new Map<string, number[]>(Object.keys(measured).map((what) => [what, []]));
    for (let i = 0; i < RUNS; i++) for (const [what, ms] of times) ms.push(measured[what]!());
    return [...times].map(([what, ms]) => {
      const sorted = ms.sort((a, b) => a - b);
      return { what, 'best ms': sorted[0], 'median ms': sorted[(RUNS - 1) / 2] };
    });
  },
};
