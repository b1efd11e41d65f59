import { EngineUnavailable } from '../EngineUnavailable.js';

/**
 * A model, loss or optimizer that the fast engine cannot take: `what` names it, `reason` says why. The next engine takes
 * over, and says so.
 */
export class Untraceable extends EngineUnavailable {
  readonly _tag = 'Untraceable';
  readonly what: string;
  readonly reason: string;
  constructor(what: string, reason: string) {
    super(`${what}: ${reason}`);
    this.what = what;
    this.reason = reason;
  }
}
