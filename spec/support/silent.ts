import type { Logger } from '../../lib/types.js';

/** Says nothing, and remembers it. */
export function silent(): Logger & { readonly said: string[] } {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  return { said, debug: say, info: say, warn: say, error: say };
}
