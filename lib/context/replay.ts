import { ConfigError, type ConfigMistake } from '../errors.js';

/** What `replay` gives: plain data. */
export interface ReplaySchedule {
  readonly schedule: 'replay';
  readonly rows: number;
  readonly of: number;
}

/**
 * A training schedule: each step's batch is the newest full batch and so many rows beside it, drawn from the newest labelled ones.
 * What has been learned is then not forgotten for every new row; it costs a step of a larger batch.
 *
 * Rows are drawn with replacement, by the context's seed and the number of the step, so that a strict run is repeatable. It goes
 * with any model but a pool, whose members replay by themselves; and with `batchesFed: 1`, since it takes the place of the window.
 *
 * `rows`: how many rows are drawn for each step, 1 or more; `of`: from how many of the newest.
 *
 * @throws ConfigError where one of them is no whole number from 1 up.
 * @example
 * import { classes, createContext, replay } from 'adlstream';
 * import { mlp } from 'adlstream/models';
 *
 * const schedule = replay({ rows: 31, of: 2000 });
 * const context = createContext({ target: classes(['a', 'b']), model: mlp(), schedule, seed: 7 });
 * console.log(context.seed, schedule.rows); // 7 31
 */
export function replay({ rows, of }: { readonly rows: number; readonly of: number }): ReplaySchedule {
  const schedule = { schedule: 'replay', rows, of } as const;
  const mistakes = replayMistakes(schedule);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return schedule;
}

/** What is wrong with a schedule that may have been written by hand. */
export function replayMistakes(schedule: ReplaySchedule): ConfigMistake[] {
  return (['rows', 'of'] as const)
    .filter((option) => !(Number.isSafeInteger(schedule[option]) && schedule[option] >= 1))
    .map((option) => ({ option, value: schedule[option], remedy: 'give a whole number from 1 up' }));
}
