import Table from 'cli-table3';
import type { Summary } from './Summary.js';

interface Reported {
  readonly instances: number;
  readonly over: { readonly [over: string]: Scores };
  readonly baselines: { readonly [name: string]: { readonly [over: string]: Scores } };
}

type Scores = { readonly [metric: string]: number | undefined };

/** A table that grows by a line per report while the stream is learned. */
export function reportTable(metrics: readonly string[]): (report: Reported) => void {
  const started = performance.now();
  const [main = ''] = metrics;
  let widths: number[] | undefined;
  const write = (cells: readonly string[]) => {
    widths ??= cells.map((cell) => Math.max(8, cell.length));
    process.stdout.write(`${cells.map((cell, i) => cell.padStart(widths![i]!)).join('  ')}\n`);
  };
  return ({ instances, over, baselines }) => {
    const rivals = Object.keys(baselines);
    if (widths === undefined) {
      const beside = rivals.map((name) => `${RIVALS[name] ?? name}`);
      write(['rows', 'rows/s', ...metrics, `${main} of the last 1000`, ...beside]);
    }
    const perSecond = (instances / (performance.now() - started)) * 1000;
    write([
      String(instances),
      perSecond.toFixed(0),
      ...metrics.map((metric) => score(over['all']?.[metric])),
      score(over['recent']?.[main]),
      ...rivals.map((name) => score(baselines[name]?.['all']?.[main])),
    ]);
  };
}

const RIVALS: { readonly [baseline: string]: string } = {
  noChange: 'repeat the last label',
  noChangeLearned: 'repeat the last label learned',
  majority: 'majority class',
  mean: 'running mean',
};

/** The whole run at its end. */
export function showSummary(summary: Summary): void {
  const { metrics, baselines, latencyMs, counts, digests, files } = summary;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    [
      'rows',
      `${summary.rows} in ${summary.seconds.toFixed(1)} s (${summary.cpuSeconds.toFixed(1)} s of CPU): ${summary.rowsPerSecond.toFixed(0)} rows/s`,
    ],
    ...Object.entries(metrics).map(([name, value]) => [name, score(value)]),
    ...Object.entries(baselines).map(([name, value]) => [
      RIVALS[name] ?? name,
      `${Object.keys(metrics)[0]} ${score(value)}`,
    ]),
    ['latency of a prediction', `p50 ${latencyMs.p50.toPrecision(3)} ms, p99 ${latencyMs.p99.toPrecision(3)} ms`],
    ['versions', `${summary.versions}, greatest staleness ${summary.greatestStaleness ?? 0} labels`],
    ['engine, workers, device', [summary.engine, summary.workers, summary.device].join('; ')],
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

function score(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(4);
}
