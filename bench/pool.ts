import type { Bench } from './support/Bench.js';
import { generated } from './support/labelledStreams.js';
import { type Figure, means, poolFigures } from './support/poolFigures.js';

const [ROWS, SEED] = [4000, 1];

/** The pool beside each of its members on short streams; `npm run bench:pool` takes files, seeds, longer ones and peers. */
export const bench: Bench = {
  name: 'pool',
  async run() {
    const figures: Figure[] = [];
    for (const stream of generated(ROWS)) for await (const figure of poolFigures(stream, SEED)) figures.push(figure);
    return means(figures);
  },
};
