import { Observable } from 'rxjs';
import type { AnyContext } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import { Reading } from './Reading.js';
import type { Source } from './Source.js';
import type { StreamOptions } from './StreamOptions.js';

/**
 * Turns a source into an Observable of its rows, at the pace of the context. It is the only bridge from one to the other.
 *
 * Each subscription opens the source and reads it one row after the other, while fewer than a level of instances are pending in
 * the context: `2 × batchSize`, at least 256, at most `maxPending`. A synchronous source is read synchronously, with a turn
 * of the event loop every 10 ms. Unsubscribing, an error, `max` and the end of the context close the source: its signal is
 * aborted and its iterator's `return()` called, and not waited for, since a generator may be stuck in a read.
 *
 * Errors of the source come out as they are, after the rows before them. Ends with the context's error where that ends first.
 *
 * @throws ConfigError at once, for an option out of its range. SourceError in the stream: `timeoutMs` has passed, or a
 * source that can be read only once (a generator, a Node stream) is read again; give a function that opens a new one.
 * @example
 * import { classes, createContext, stream } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { sea } from 'adlstream/source';
 *
 * const context = createContext({ target: classes(['0', '1']), model: mlp() });
 * let rows = 0;
 * stream(context, sea({ seed: 1 }), { max: 1000 }).subscribe({ next: () => rows++, complete: () => console.log(rows) }); // 1000
 */
export function stream<Row>(context: AnyContext, source: Source<Row>, options: StreamOptions = {}): Observable<Row> {
  check(source, options);
  const core = coreOf(context);
  return new Observable((subscriber) => new Reading(core, source, options, subscriber).start());
}

function check(source: unknown, { periodMs = 0, timeoutMs, max }: StreamOptions): void {
  const mistakes: ConfigMistake[] = [];
  if (typeof source === 'string') {
    mistakes.push({ option: 'source', value: source, remedy: 'a text would be read letter by letter; give csv(file)' });
  }
  if (!(periodMs >= 0 && periodMs < Number.POSITIVE_INFINITY)) {
    mistakes.push({ option: 'periodMs', value: periodMs, remedy: 'give milliseconds, 0 or more' });
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    mistakes.push({ option: 'timeoutMs', value: timeoutMs, remedy: 'give milliseconds, more than 0' });
  }
  if (max !== undefined && max !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(max) && max >= 1)) {
    mistakes.push({ option: 'max', value: max, remedy: 'give a whole number of rows, 1 or more' });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
