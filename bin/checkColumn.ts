import { csv } from '../lib/source/index.js';
import { UsageError } from './UsageError.js';

/** @throws UsageError where a file has rows, but not the column that an option names. */
export async function checkColumn(file: string, option: string, column: string): Promise<void> {
  for await (const row of csv(file)) {
    if (row[column] !== undefined) return;
    throw new UsageError(`${option} ${column}: ${file} has no such column; there are ${Object.keys(row).join(', ')}`);
  }
}
