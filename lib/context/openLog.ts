import { createRequire } from 'node:module';
import type { pino } from 'pino';
import { ReportError } from '../errors.js';
import type { Logger } from '../types.js';

export interface Log {
  readonly logger: Logger;
  close(): void;
}

/** `logger`, and beside it a file that gets all that is said, as pino's lines of JSON; appended to, and written at once. */
export function openLog(logger: Logger, file: string | undefined): Log {
  if (file === undefined) return { logger, close() {} };
  // Only here, so that nobody else pays for loading it; by `require`, since a context is there at once.
  const make = createRequire(import.meta.url)('pino') as typeof pino;
  const destination = open(make, file);
  const lines = make({ level: 'debug', base: null }, destination);
  let closed = false;
  const both = (level: keyof Logger) => (message: string) => {
    if (!closed) lines[level](message);
    logger[level](message);
  };
  return {
    logger: { debug: both('debug'), info: both('info'), warn: both('warn'), error: both('error') },
    close() {
      if (!closed) destination.end();
      closed = true;
    },
  };
}

function open(make: typeof pino, file: string) {
  try {
    return make.destination({ dest: file, sync: true });
  } catch (error) {
    throw new ReportError(file, error instanceof Error ? error.message : String(error), { cause: error });
  }
}
