import { writeFileSync } from 'node:fs';
import { tap } from 'rxjs';
import { memberStats } from '../../lib/engine/pool/memberStats.js';
import { classes, createContext, instances, predictWith, stream, trainOn } from '../../lib/index.js';
import { pool } from '../../lib/models/index.js';
import { agrawal } from '../../lib/source/index.js';

// Draws the weights of a pool over a stream with an abrupt change, for the guide: `npm run docs:pool`.

const [ROWS, DRIFT, EVERY] = [12_000, 6000, 100];
const [LEFT, TOP, WIDTH, HEIGHT] = [56, 16, 520, 220];
/** With room for the longest name beside the bands, in whatever font there is. */
const WHOLE = 940;
const FONTS = 'Helvetica, Arial, DejaVu Sans, sans-serif';
/** From the members that had the most weight; the others are grey. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];

interface Band {
  readonly name: string;
  readonly weights: readonly number[];
}

/** The weights of each member, every 100 rows. */
async function weigh(): Promise<Band[]> {
  const model = pool();
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  await using context = createContext({ target: classes(['0', '1']), model, seed: 1, workers: 'inline', logger });
  const samples: NonNullable<ReturnType<typeof memberStats>>[] = [];
  let rows = 0;
  await stream(context, agrawal({ seed: 1, instances: ROWS, drifts: [DRIFT] }))
    .pipe(
      instances(context, { label: 'class' }),
      predictWith(context),
      trainOn(context),
      tap(() => {
        if (++rows % EVERY !== 0) return;
        const state = context.snapshot$.value;
        if (state._tag !== 'Snapshot') return;
        const stats = memberStats(model, { inputShape: [9], target: 'Classes', outputs: 2 }, state);
        if (stats !== undefined) samples.push(stats);
      }),
    )
    .forEach(() => {});
  return samples[0]!.map(({ name }, m) => ({ name, weights: samples.map((sample) => sample[m]!.weight) }));
}

/** The bands on top of each other: those with the most weight first, then all others as one. */
function bandsOf(members: readonly Band[]): Band[] {
  const total = ({ weights }: Band) => weights.reduce((sum, weight) => sum + weight, 0);
  const sorted = [...members].sort((a, b) => total(b) - total(a));
  const others = sorted.slice(COLOURS.length);
  const rest = others[0]!.weights.map((_, i) => others.reduce((sum, { weights }) => sum + weights[i]!, 0));
  return [...sorted.slice(0, COLOURS.length), { name: `the other ${others.length}`, weights: rest }];
}

function draw(bands: readonly Band[]): string {
  const points = bands[0]!.weights.length;
  const x = (i: number) => Math.round(LEFT + (WIDTH * (i + 1) * EVERY) / ROWS);
  const y = (share: number) => (TOP + HEIGHT * (1 - share)).toFixed(1);
  const below = new Array<number>(points).fill(0);
  const areas = bands.map(({ weights }, band) => {
    const bottom = below.map((share, i) => `${x(i)},${y(share)}`);
    weights.forEach((weight, i) => {
      below[i]! += weight;
    });
    const top = below.map((share, i) => `${x(i)},${y(share)}`).reverse();
    return `<polygon fill="${COLOURS[band] ?? '#bbb'}" points="${[...bottom, ...top].join(' ')}"/>`;
  });
  const legend = bands.map(({ name }, band) => {
    const at = TOP + 14 + 20 * band;
    const square = `<rect x="${LEFT + WIDTH + 14}" y="${at - 10}" width="12" height="12" fill="${COLOURS[band] ?? '#bbb'}"/>`;
    return `${square}<text x="${LEFT + WIDTH + 32}" y="${at}">${name}</text>`;
  });
  const bottom = TOP + HEIGHT;
  const axis = [0, ROWS / 4, ROWS / 2, (3 * ROWS) / 4, ROWS].map((row) => {
    return `<text x="${LEFT + (WIDTH * row) / ROWS}" y="${bottom + 18}" text-anchor="middle">${row.toLocaleString('en-US')}</text>`;
  });
  const drift = LEFT + (WIDTH * DRIFT) / ROWS;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WHOLE} 280" font-family="${FONTS}" font-size="12">`,
    "<title>The weights of a pool's members over a stream whose concept changes</title>",
    `<rect width="${WHOLE}" height="280" fill="#fff"/>`,
    ...areas,
    `<path d="M${drift} ${TOP}V${bottom}" stroke="#000" stroke-width="2" stroke-dasharray="5 4"/>`,
    ...legend,
    ...axis,
    `<text x="${LEFT + WIDTH / 2}" y="${bottom + 38}" text-anchor="middle">rows; the concept changes at the dashed line</text>`,
    `<text x="${LEFT - 6}" y="${TOP + 8}" text-anchor="end">1</text>`,
    `<text x="${LEFT - 6}" y="${bottom}" text-anchor="end">0</text>`,
    `<text transform="translate(${LEFT - 24} ${TOP + HEIGHT / 2}) rotate(-90)" text-anchor="middle">weight</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

writeFileSync('docs/guides/pool-weights.svg', draw(bandsOf(await weigh())));
