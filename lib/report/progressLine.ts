import type { StatsReport } from '../context/Stats.js';

/** What `showProgress` shows, in one line: how far, how fast, how good, how fresh, and what waits. */
export function progressLine({ interval, total, score }: StatsReport, elapsedMs: number): string {
  const perSecond = elapsedMs > 0 ? Math.round((interval.predicted / elapsedMs) * 1000) : 0;
  const staleness = interval.staleness.max ?? 0;
  return [
    `${total.predicted} rows`,
    `${perSecond} rows/s`,
    ...(score?.value === undefined ? [] : [`${score.name} ${score.value.toFixed(4)}`]),
    `version ${total.versions}`,
    `staleness ${staleness}`,
    `awaiting ${total.awaiting}`,
    ...(total.neverTrained > 0 ? [`never trained ${total.neverTrained}`] : []),
    ...(total.restarts > 0 ? [`restarts ${total.restarts}`] : []),
  ].join(' | ');
}
