import { createLogUpdate } from 'log-update';
import { skip } from 'rxjs';
import type { AnyContext } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { progressLine } from './progressLine.js';

/**
 * Shows how a context is doing, in one line of the terminal that is written anew about once a second while instances flow.
 *
 * Rows, rows per second, the first metric of `evaluate`, version, the greatest staleness of the last second, how many instances
 * await their label; and where there are any, labels that were never trained and workers that were started again. It goes to
 * stderr, so that what a program prints stays as it is, and is silent where stderr is no terminal. It ends with the
 * context, and has no timer and no signal handler of its own.
 *
 * @example
 * ```ts
 * import { classes, createContext, instances, predictWith, stream, trainOn } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 * import { showProgress } from 'adlstream/report';
 * import { sea } from 'adlstream/source';
 *
 * const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [4] }), seed: 1 });
 * showProgress(context);
 * stream(context, sea({ seed: 1, instances: 500 }))
 *   .pipe(instances(context, { label: 'class' }), predictWith(context), trainOn(context))
 *   .subscribe({ complete: () => context.close() });
 * ```
 */
export function showProgress(context: AnyContext): void {
  if (!process.stderr.isTTY) return;
  const { clock } = coreOf(context);
  // Hiding the cursor would take a signal handler to bring it back.
  const line = createLogUpdate(process.stderr, { showCursor: true });
  let since = clock.now();
  context.stats$.pipe(skip(1)).subscribe({
    next: (report) => {
      const now = clock.now();
      line(progressLine(report, now - since));
      since = now;
    },
    complete: () => line.done(),
  });
}
