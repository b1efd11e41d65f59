import { defaultMembers } from '../../lib/engine/pool/defaultMembers.js';
import { pool } from '../../lib/models/index.js';
import { memberName } from '../../lib/models/memberName.js';
import type { LabelledStream } from './labelledStreams.js';
import { PEERS, runPeer } from './peers.js';
import { type Pass, prequential } from './prequential.js';
import { recovery } from './recovery.js';

/** How one learner did on one stream with one seed. */
export type Figure = {
  readonly stream: string;
  /** `pool`, `hindsight`: its best member; `noChange`; `member:NAME`: alone; `peer:NAME`. */
  readonly learner: string;
  readonly accuracy: number | undefined;
  readonly kappa: number | undefined;
  readonly rowsPerSecond: number;
  readonly cpuSeconds: number;
  /** Milliseconds from a question to its answer, in the median, with all training inline; of peers nobody measures it. */
  readonly p50?: number;
  /** Rows after the stream's change until it is as good as the pool was before: see `recovery`. */
  readonly recovery?: number;
  readonly seed: number;
};

type Measured = Omit<Pass, 'noChange' | 'hits' | 'latency'> & Partial<Pick<Pass, 'latency'>>;

/** The pool, each of its members alone, the best of them, the last label repeated and, with a `python`, the peers. */
export async function* poolFigures(stream: LabelledStream, seed: number, python?: string): AsyncGenerator<Figure> {
  const { name, drift } = stream;
  const figure = (
    learner: string,
    { accuracy, kappa, rows, seconds, cpuSeconds, latency }: Measured,
    back?: number,
  ): Figure => ({
    ...{ stream: name, learner, accuracy, kappa, rowsPerSecond: Math.round(rows / seconds), cpuSeconds },
    ...(latency === undefined ? {} : { p50: latency.p50 }),
    ...(back === undefined ? {} : { recovery: back }),
    seed,
  });
  const whole = await prequential(stream, pool(), seed);
  const recoveryOf = ({ hits }: Pass) => (drift === undefined ? undefined : recovery(hits, whole.hits, drift));
  yield figure('pool', whole, recoveryOf(whole));

  let best: Figure | undefined;
  for (const member of defaultMembers([1])) {
    const alone = await prequential(stream, member, seed);
    const its = figure(`member:${memberName(member)}`, alone, recoveryOf(alone));
    yield its;
    if (best === undefined || (its.accuracy ?? 0) > (best.accuracy ?? 0)) best = its;
  }
  yield { ...best!, learner: 'hindsight' };
  yield figure('noChange', { ...(await reading(stream, seed)), ...whole.noChange });
  for (const peer of python === undefined ? [] : PEERS) {
    yield figure(`peer:${peer}`, await runPeer(peer, python!, stream, seed));
  }
}

/** What reading the rows takes, as one does who repeats the last label. */
async function reading({ open, label }: LabelledStream, seed: number) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  let rows = 0;
  let last: unknown;
  for await (const row of open(seed)) {
    last = (row as { readonly [column: string]: unknown })[label];
    if (last !== undefined) rows++;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { rows, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The means over seeds, for people: a row for each stream and learner. */
export function means(figures: readonly Figure[]) {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const key = `${figure.stream}\n${figure.learner}`;
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  return [...groups.values()].map((group) => {
    const mean = (of: (figure: Figure) => number | undefined) => {
      const values = group.map(of).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const digits = (value: number | undefined) => value?.toFixed(4);
    return {
      ...{ stream: group[0]!.stream, learner: group[0]!.learner },
      ...{ accuracy: digits(mean(({ accuracy }) => accuracy)), kappa: digits(mean(({ kappa }) => kappa)) },
      'rows/s': Math.round(mean(({ rowsPerSecond }) => rowsPerSecond)!),
      'ms p50': mean(({ p50 }) => p50)?.toFixed(4),
      'CPU s': mean(({ cpuSeconds }) => cpuSeconds),
      'rows until recovered': mean(({ recovery: back }) => back),
    };
  });
}
