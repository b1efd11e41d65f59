/** Every error this library raises, told apart by `_tag`; `message` names the thing and the remedy. */
export type AdlstreamError =
  | ConfigError
  | BadRowError
  | OverflowError
  | SourceError
  | ReportError
  | WorkerError
  | WorkerExitedError
  | NotFiniteError
  | ContextClosedError;

/** One option that will not do. */
export interface ConfigMistake {
  readonly option: string;
  readonly value: unknown;
  readonly remedy: string;
}

/** A configuration with mistakes in it: all of them, each with its remedy. */
export class ConfigError extends Error {
  readonly _tag = 'ConfigError';
  override readonly name = 'ConfigError';
  readonly mistakes: readonly ConfigMistake[];
  constructor(mistakes: readonly ConfigMistake[]) {
    super(mistakes.map(({ option, value, remedy }) => `${option}: ${show(value)} will not do; ${remedy}`).join('\n'));
    this.mistakes = mistakes;
  }
}

/** A row that is no instance, under `onBad: 'error'`. */
export class BadRowError extends Error {
  readonly _tag = 'BadRow';
  override readonly name = 'BadRowError';
  readonly row: unknown;
  readonly field: string;
  readonly reason: string;
  constructor(bad: { readonly row: unknown; readonly field: string; readonly reason: string }) {
    super(
      `bad row: ${bad.field}: ${bad.reason}; row: ${show(bad.row)}. Set onBad: 'skip' to count such rows and go on.`,
    );
    this.row = bad.row;
    this.field = bad.field;
    this.reason = bad.reason;
  }
}

/** More instances are pending than `maxPending`, under `overflow: 'error'`. */
export class OverflowError extends Error {
  readonly _tag = 'Overflow';
  override readonly name = 'OverflowError';
  readonly maxPending: number;
  constructor(maxPending: number) {
    super(
      `${maxPending} instances are pending (maxPending) and another came. The source is faster than the model: feed it through ` +
        `stream(context, source), which waits; or set overflow: 'dropOldest' | 'dropNewest', a higher maxPending, or ` +
        `maxStaleness: Infinity, so that predictions do not wait for training.`,
    );
    this.maxPending = maxPending;
  }
}

/** A source that cannot be read, was read before, or said nothing for too long. */
export class SourceError extends Error {
  readonly _tag = 'Source';
  override readonly name = 'SourceError';
}

/** A file of results that cannot be written. */
export class ReportError extends Error {
  readonly _tag = 'Report';
  override readonly name = 'ReportError';
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`cannot write '${file}': ${reason}. Check folder, permissions and space, or give another file.`, options);
    this.file = file;
  }
}

/** A worker that failed, or answered out of turn. */
export class WorkerError extends Error {
  readonly _tag = 'Worker';
  override readonly name = 'WorkerError';
}

/** A worker that ended by itself: killed, crashed, out of memory, hung. Raised where it is not, or no longer, started again. */
export class WorkerExitedError extends Error {
  readonly _tag = 'WorkerExited';
  override readonly name = 'WorkerExitedError';
  /** `trainer` or `predictor`. */
  readonly role: string;
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to stderr, or the error that ended it. */
  readonly lastWords: string;
  constructor(exit: {
    readonly role: string;
    readonly code: number | null;
    readonly signal: string | null;
    readonly lastWords: string;
  }) {
    const how = exit.signal ?? (exit.code === null ? 'given up' : `exit code ${exit.code}`);
    super(`the ${exit.role}'s worker ended by itself (${how})${exit.lastWords === '' ? '' : `: ${exit.lastWords}`}`);
    this.role = exit.role;
    this.code = exit.code;
    this.signal = exit.signal;
    this.lastWords = exit.lastWords;
  }
}

/** A training that ended in weights or a loss that are not finite: they are never published. */
export class NotFiniteError extends Error {
  readonly _tag = 'NotFinite';
  override readonly name = 'NotFiniteError';
  readonly version: number;
  constructor(version: number, loss: number) {
    super(
      `training ${version} ended in weights or a loss (${loss}) that are not finite, so they are not published. Lower the ` +
        `learning rate, scale the features (standardization({ clip: 4 })), or go on without such trainings (onNotFinite: 'skipBatch' | 'restoreSnapshot').`,
    );
    this.version = version;
  }
}

/** A context that was closed while an operator was at work on it, or before. */
export class ContextClosedError extends Error {
  readonly _tag = 'ContextClosed';
  override readonly name = 'ContextClosedError';
  constructor() {
    super('the context is closed; create another, from: the last snapshot, to go on');
  }
}

function show(value: unknown): string {
  try {
    const text =
      typeof value === 'string'
        ? `'${value}'`
        : typeof value === 'function'
          ? 'a function'
          : (JSON.stringify(value) ?? String(value));
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return String(value);
  }
}
