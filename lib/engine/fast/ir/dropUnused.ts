import type { Body } from './Body.js';

/** Removes calls from which no root can be reached. */
export function dropUnused(body: Body): Body {
  const needed = new Set(body.roots.map(({ value }) => value));
  const calls = body.calls
    .toReversed()
    .filter(({ inputs, outputs }) => {
      if (!outputs.some(({ value }) => needed.has(value))) return false;
      for (const { value } of Object.values(inputs)) needed.add(value);
      return true;
    })
    .reverse();
  return { ...body, calls };
}
