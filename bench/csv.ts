import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { classes, createContext, instances, scale, stream } from '../lib/index.js';
import { mlp } from '../lib/models/index.js';
import { standardization } from '../lib/preprocess/index.js';
import { csv } from '../lib/source/index.js';
import type { Bench, Row } from './support/Bench.js';
import { compare } from './support/compare.js';

const ROWS = 200_000;
const NAMES = ['period', 'nswprice', 'nswdemand', 'vicprice', 'vicdemand', 'transfer'];

/** A file of six decimal numbers and a class a row, from the disk to scaled instances. */
export const bench: Bench = {
  name: 'csv',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'adlstream-bench-'));
    try {
      const file = join(folder, 'rows.csv');
      writeFileSync(file, table());
      const steps: { readonly [what: string]: () => Promise<unknown> } = {
        csv: async () => {
          for await (const row of csv(file)) row['class'];
        },
        '… stream': () => lastValueFrom(stream(idle(), csv(file))),
        '… instances': () => {
          const context = idle();
          return lastValueFrom(stream(context, csv(file)).pipe(instances(context, { label: 'class' })));
        },
        '… scale': () => {
          const context = idle();
          const instances$ = stream(context, csv(file)).pipe(instances(context, { label: 'class' }));
          return lastValueFrom(instances$.pipe(scale(context, standardization({ clip: 4 }))));
        },
      };
      const timings = await compare(steps, 5);
      return Object.entries(timings).map(([what, { bestMs, medianMs }]): Row => {
        const perRow = (ms: number) => Number(((ms / ROWS) * 1000).toFixed(3));
        return { what, 'µs/row, best': perRow(bestMs), 'µs/row, median': perRow(medianMs) };
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function idle() {
  return createContext({ target: classes(['0', '1']), model: mlp(), seed: 1 });
}

function table(): string {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const numbers = NAMES.map((_, j) => ((Math.sin(i * (j + 1)) + 1) / 2).toFixed(6));
    return `${numbers.join(',')},${i % 2}\n`;
  });
  return `${NAMES.join(',')},class\n${rows.join('')}`;
}
