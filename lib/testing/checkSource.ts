import assert from 'node:assert/strict';
import type { Source } from '../source/Source.js';

/**
 * The conformance suite of sources that can be read again: what `stream` relies on.
 *
 * Every reading gives the same rows, none of which changes once it is given; an iterator with a `return()` gives nothing more
 * after it, also where it is called before or during a read; readings do not disturb each other; rows that are asked for
 * at once come in order.
 *
 * @param source A source of at least three rows; of an endless one the first 10,000 are looked at.
 * @throws AssertionError at the first thing that does not hold.
 * @example
 * import { sea } from 'adlstream/source';
 * import { checkSource } from 'adlstream/testing';
 *
 * await checkSource(sea({ seed: 1, instances: 100 }));
 */
export async function checkSource<Row>(source: Source<Row>): Promise<void> {
  const expected = await take(source);
  assert.ok(expected.length >= 3, 'a source to be checked has three rows or more');
  assert.deepEqual(await take(source), expected, 'a source gives the same rows again');
  await checkClosing(source, expected);
  await checkInterleaving(source, expected);
}

const LIMIT = 10_000;

async function take<Row>(source: Source<Row>): Promise<Row[]> {
  const iterator = iterate(source);
  const rows: Row[] = [];
  const copies: Row[] = [];
  for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
    rows.push(result.value);
    copies.push(structuredClone(result.value));
    if (rows.length === LIMIT) break;
  }
  await iterator.return?.();
  assert.deepEqual(rows, copies, 'a row does not change once it is given');
  return rows;
}

async function checkClosing<Row>(source: Source<Row>, expected: readonly Row[]): Promise<void> {
  if (iterate(source).return === undefined) return;
  for (const before of [0, 1, 2]) {
    const iterator = iterate(source);
    for (let i = 0; i < before; i++) assert.deepEqual((await iterator.next()).value, expected[i], 'rows come in order');
    await iterator.return?.();
    assert.equal((await iterator.next()).done, true, `after ${before} rows and return() there is nothing more`);
    assert.equal((await iterator.next()).done, true, 'and it stays so');
  }
  const iterator = iterate(source);
  const pending = iterator.next();
  await iterator.return?.();
  await pending;
  assert.equal((await iterator.next()).done, true, 'return() during a read closes the source');
}

async function checkInterleaving<Row>(source: Source<Row>, expected: readonly Row[]): Promise<void> {
  const [one, other] = [iterate(source), iterate(source)];
  const heads = [await one.next(), await other.next(), await other.next(), await one.next()].map(({ value }) => value);
  assert.deepEqual(heads, [expected[0], expected[0], expected[1], expected[1]], 'readings do not disturb each other');
  await Promise.all([one.return?.(), other.return?.()]);

  const eager = iterate(source);
  const asked = await Promise.all([eager.next(), eager.next(), eager.next()]);
  const rows = asked.map(({ value }) => value);
  assert.deepEqual(rows, expected.slice(0, 3), 'rows that are asked for at once come in order');
  await eager.return?.();
}

function iterate<Row>(source: Source<Row>): Iterator<Row> | AsyncIterator<Row> {
  const rows = typeof source === 'function' ? source(new AbortController().signal) : source;
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}
