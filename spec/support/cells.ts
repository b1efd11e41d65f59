import Table from 'cli-table3';

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly suite: Mocha.Suite;
}

const cells: Cell[] = [];

/** Shows a suite as one cell of the table that is printed at the end of the run: what passed, failed and was skipped. */
export function cell(row: string, column: string, suite: Mocha.Suite): void {
  cells.push({ row, column, suite });
}

// Outside all suites: at the end of the run.
after(() => {
  if (cells.some(({ suite }) => outcome(suite) !== '')) process.stdout.write(`\n${draw()}\n\n`);
});

function draw(): string {
  const [rows, columns] = [unique(cells.map(({ row }) => row)), unique(cells.map(({ column }) => column))];
  const table = new Table({ head: ['workers', ...columns], style: { head: [], border: [] } });
  for (const row of rows) {
    const of = (column: string) => cells.filter((cell) => cell.row === row && cell.column === column);
    table.push([
      row,
      ...columns.map((column) =>
        of(column)
          .map(({ suite }) => outcome(suite))
          .join('; '),
      ),
    ]);
  }
  return table.toString();
}

/** In words; nothing of a suite whose tests were not asked for. */
function outcome(suite: Mocha.Suite): string {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  suite.eachTest((test) => {
    if (test.isPending()) counts.skipped++;
    else if (test.state !== undefined && test.state !== 'pending') counts[test.state]++;
  });
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([how, count]) => `${count} ${how}`)
    .join(', ');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
