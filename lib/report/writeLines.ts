import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { AnyContext } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import { type LineFile, lineFile } from './LineFile.js';

/** What the operators that write files have in common: elements pass, and the file is closed before the last word does. */
export function writeLines<E>(
  context: AnyContext,
  operator: string,
  path: string,
  { begin, write }: { begin?(file: LineFile): void; write(file: LineFile, element: E): void },
): MonoTypeOperatorFunction<E> {
  const core = coreOf(context);
  return (source) =>
    defer(() => {
      const owned = core.own(`${operator} ${path}`, lineFile(path));
      const file = owned.part;
      // Where another word is under way already, or nobody listens.
      const closeAnyway = () => {
        try {
          file.close();
        } catch (error) {
          core.logger.error(error instanceof Error ? error.message : String(error));
        }
      };
      return defer(() => {
        file.open();
        begin?.(file);
        return source.pipe(
          tap({ next: (element) => write(file, element), error: closeAnyway, complete: () => file.close() }),
        );
      }).pipe(
        finalize(() => {
          closeAnyway();
          owned.release();
        }),
      );
    });
}
