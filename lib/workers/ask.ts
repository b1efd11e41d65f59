import { from, take } from 'rxjs';
import { WorkerError } from '../errors.js';
import type { Port } from './messages.js';

/**
 * Asks once and hands over the first reply, or what went wrong; never both, never twice.
 *
 * An inline port answers with an array of one, which is taken as it is: a subscription costs more than a small prediction.
 */
export function ask<Request, Reply>(
  port: Port<Request, Reply>,
  request: Request,
  replied: (reply: Reply) => void,
  failed: (error: Error) => void,
): void {
  let answer: ReturnType<Port<Request, Reply>>;
  try {
    answer = port(request);
  } catch (error) {
    failed(asError(error));
    return;
  }
  if (Array.isArray(answer) && answer.length === 1) {
    replied(answer[0] as Reply);
    return;
  }
  let settled = false;
  from(answer)
    .pipe(take(1))
    .subscribe({
      next: (reply) => {
        settled = true;
        replied(reply);
      },
      error: (error: unknown) => failed(asError(error)),
      complete: () => {
        if (!settled)
          failed(new WorkerError('a worker completed without an answer; its port must give one reply per request'));
      },
    });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new WorkerError(String(error));
}
