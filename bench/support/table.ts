import Table from 'cli-table3';
import type { Row } from './Bench.js';

/** Rows as a table for people: a column for every key, numbers on the right. */
export function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const colAligns = columns.map((column) => (rows.some((row) => typeof row[column] === 'number') ? 'right' : 'left'));
  const lines = new Table({ head: columns, colAligns, style: { head: [], border: [] } });
  for (const row of rows) lines.push(columns.map((column) => cell(row[column])));
  return lines.toString();
}

/** The same rows with one more column, `ratio`: how many times the first row's `column` each has. */
export function withRatio(rows: readonly Row[], column: string): Row[] {
  const first = Number(rows[0]?.[column]);
  return rows.map((row) => {
    const value = row[column];
    return { ...row, ratio: typeof value === 'number' ? value / first : undefined };
  });
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3);
}
