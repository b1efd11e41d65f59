/** So many rows before a change tell how good the reference was. */
const BEFORE = 2000;
/** So many rows are averaged to tell how good a learner is now. */
const WINDOW = 200;
/** As good as before, but for this. */
const WITHIN = 0.02;

type Hits = readonly number[];

/**
 * The rows after a change until a learner is as good as the reference was before it: its mean over 200 rows of the new concept is
 * within .02 of the reference's over the 2,000 rows before. All rows that are left where it never is.
 *
 * @param hits a row each: 1 where the learner was right. @param reference the same of whom it is held to.
 */
export function recovery(hits: Hits, reference: Hits, drift: number): number {
  const before = reference.slice(Math.max(0, drift - BEFORE), drift);
  const wanted = before.reduce((sum, hit) => sum + hit, 0) / before.length - WITHIN;
  let right = 0;
  for (let i = drift; i < hits.length; i++) {
    right += hits[i]!;
    if (i >= drift + WINDOW) right -= hits[i - WINDOW]!;
    if (i >= drift + WINDOW - 1 && right / WINDOW >= wanted) return i - drift + 1;
  }
  return hits.length - drift;
}
