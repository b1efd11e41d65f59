import type { PlainData } from '../types.js';

const FLOAT32 = 'adlstream.Float32Array';

/**
 * An element as plain data, `Float32Array`s included. What is none (a `Date`, a `Buffer`, a function in a user's row) is left
 * out of a record, and `null` in an array.
 */
export function toPlain(value: unknown): PlainData | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value !== 'object') return undefined;
  if (value instanceof Float64Array) return value;
  if (value instanceof Float32Array) return { [FLOAT32]: Float64Array.from(value) };
  if (Array.isArray(value)) return value.map((item) => toPlain(item) ?? null);
  const kind = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return undefined;
  const entries: [string, PlainData][] = [];
  for (const [key, item] of Object.entries(value)) {
    const data = toPlain(item);
    if (data !== undefined) entries.push([key, data]);
  }
  return Object.fromEntries(entries);
}

/** What `toPlain` was given. */
export function fromPlain(data: PlainData): unknown {
  if (data === null || typeof data !== 'object' || data instanceof Float64Array) return data;
  if (Array.isArray(data)) return data.map(fromPlain);
  const record = data as { readonly [key: string]: PlainData };
  const numbers = record[FLOAT32];
  if (numbers instanceof Float64Array) return Float32Array.from(numbers);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, fromPlain(item)]));
}
