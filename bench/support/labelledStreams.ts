import { basename } from 'node:path';
import { openSource } from '../../bin/openSource.js';
import { agrawal, hyperplane, mixed, sea } from '../../lib/source/index.js';

/** A stream with a class, the same for the same seed. */
export interface LabelledStream {
  readonly name: string;
  readonly label: string;
  readonly classes: readonly string[];
  /** The first row of another concept, where there is one and it is known. */
  readonly drift?: number;
  open(seed: number): Iterable<object> | AsyncIterable<object>;
}

/** The library's own, of so many rows, with an abrupt change in the middle. */
export function generated(instances: number): LabelledStream[] {
  const drift = instances / 2;
  const options = { instances, drifts: [drift] };
  const makers = {
    sea: (seed: number) => sea({ ...options, seed }),
    agrawal: (seed: number) => agrawal({ ...options, seed }),
    mixed: (seed: number) => mixed({ ...options, seed }),
    hyperplane: (seed: number) => hyperplane({ ...options, seed }),
  };
  const common = { label: 'class', classes: ['0', '1'], drift };
  return Object.entries(makers).map(([name, open]) => ({ name, ...common, open }));
}

/** A CSV file; it is read once for its classes. */
export async function fromCsv(file: string, label: string): Promise<LabelledStream> {
  const { source, names } = await openSource({ csv: file, label, seed: 0 });
  return { name: basename(file), label, classes: names, open: () => source };
}
