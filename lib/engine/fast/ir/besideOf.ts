import type { Fitted } from './fitRows.js';

/** The second of two lists of instructions, its values numbered such that they do not meet those of the first. */
export function besideOf({ values }: Fitted, { values: own, instructions, roots }: Fitted): Fitted {
  const first = Math.max(...values.keys()) + 1;
  return {
    values: new Map([...own].map(([value, fitted]) => [first + value, fitted])),
    instructions: instructions.map(({ name, words }) => ({
      name,
      words: words.map((word) => (word.value === undefined ? word : { ...word, value: first + word.value })),
    })),
    roots: roots.map((root) => first + root),
  };
}
