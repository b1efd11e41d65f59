import Table from 'cli-table3';
import type { Summary } from './Summary.js';

interface Scored {
  readonly instances: number;
  readonly over: {
    readonly [name: string]: { readonly accuracy: number | undefined; readonly kappa: number | undefined };
  };
  readonly baselines: {
    readonly [name: string]: { readonly [over: string]: { readonly accuracy: number | undefined } };
  };
}

const PROGRESS = [
  'rows',
  'rows/s',
  'accuracy',
  'kappa',
  'accuracy of the last 1000',
  'repeat the last label',
  'majority',
];
let headed = false;

/** One line of the table that grows while the stream is learned. */
export function showReport({ instances, over, baselines }: Scored, elapsedMs: number): void {
  const cells = [
    String(instances),
    ((instances / elapsedMs) * 1000).toFixed(0),
    score(over['all']?.accuracy),
    score(over['all']?.kappa),
    score(over['recent']?.accuracy),
    score(baselines['noChange']?.['all']?.accuracy),
    score(baselines['majority']?.['all']?.accuracy),
  ];
  if (!headed) process.stdout.write(`${line(PROGRESS)}\n`);
  headed = true;
  process.stdout.write(`${line(cells)}\n`);
}

/** The whole run at its end. */
export function showSummary(summary: Summary): void {
  const { metrics, baselines, latencyMs, counts, digests, files } = summary;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    [
      'rows',
      `${summary.rows} in ${summary.seconds.toFixed(1)} s (${summary.cpuSeconds.toFixed(1)} s of CPU): ${summary.rowsPerSecond.toFixed(0)} rows/s`,
    ],
    ['accuracy', score(metrics.accuracy)],
    ['kappa', score(metrics.kappa)],
    ['repeat the last label', `accuracy ${score(baselines.noChange)}`],
    ['repeat the last label learned', `accuracy ${score(baselines.noChangeLearned)}`],
    ['majority class', `accuracy ${score(baselines.majority)}`],
    ['latency of a prediction', `p50 ${latencyMs.p50.toPrecision(3)} ms, p99 ${latencyMs.p99.toPrecision(3)} ms`],
    ['versions', `${summary.versions}, greatest staleness ${summary.greatestStaleness ?? 0} labels`],
    ['engine, workers', `${summary.engine}, ${summary.workers}`],
    [
      'counts',
      Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
    ['digest of predictions', digests.predictions],
    ['digest of weights', digests.weights],
    ['predictions', files.predictions],
    ['reports', files.reports],
  );
  process.stdout.write(`\n${table.toString()}\n`);
  if (summary.members !== undefined) process.stdout.write(`${membersTable(summary.members)}\n`);
}

/** Who of a pool answers now, and how each has done. */
function membersTable(members: NonNullable<Summary['members']>): string {
  const head = ['member', 'weight', 'best of all', 'loss of late', 'restarts'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { name, weight, wins, loss, restarts } of members.toSorted((a, b) => b.weight - a.weight)) {
    table.push([name, score(weight), score(wins), score(loss), restarts]);
  }
  return table.toString();
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(PROGRESS[i]!.length)).join('  ');
}

function score(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}
