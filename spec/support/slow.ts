import assert from 'node:assert/strict';
import { asyncScheduler } from 'rxjs';

export interface Slow extends AsyncIterable<string> {
  reads: number;
  returned: number;
}

/**
 * An asynchronous source in the virtual time of a marble test: its n-th read takes `delays[n]` and gives the n-th letter; then
 * it ends. It fails where it is read while it is being read.
 */
export function slow(...delays: readonly number[]): Slow {
  const source = {
    reads: 0,
    returned: 0,
    [Symbol.asyncIterator]: () => iterator() as unknown as AsyncIterator<string>,
  };

  function iterator() {
    let n = 0;
    let reading = false;
    const later = (delay: number, result: unknown) => ({
      // biome-ignore lint/suspicious/noThenProperty: it takes the place of a promise, since those know no virtual time.
      then(arrived: (result: unknown) => void) {
        if (delay === Number.POSITIVE_INFINITY) return;
        asyncScheduler.schedule(() => {
          reading = false;
          arrived(result);
        }, delay);
      },
    });
    return {
      next() {
        assert.equal(reading, false, 'one read at a time');
        reading = true;
        source.reads++;
        const delay = delays[n];
        if (delay === undefined) return later(0, { done: true, value: undefined });
        return later(delay, { done: false, value: 'abcdef'[n++] });
      },
      return() {
        source.returned++;
        return later(Number.POSITIVE_INFINITY, undefined);
      },
    };
  }
  return source;
}
