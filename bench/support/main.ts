import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { writeJson } from '../../bin/writeJson.js';
import type { Bench, BenchOptions, Row } from './Bench.js';
import { machine } from './machine.js';
import { table } from './table.js';

const folder = new URL('..', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
const modules = files
  .sort()
  .map(async (file) => (await import(new URL(file, folder).href)) as { readonly bench: Bench });
const benches = (await Promise.all(modules)).map(({ bench }) => bench);

const program = new Command('npm run bench --')
  .argument('[names...]', `which to run, of: ${benches.map(({ name }) => name).join(', ')}`)
  .option('--python <file>', 'a Python with bench/peers/requirements.txt, to measure PyTorch beside the steps')
  .option('--json <file>', 'write the rows there too, each with the name of its bench')
  .parse();
const { json, ...options } = program.opts<{ json?: string } & BenchOptions>();
const unknown = program.args.find((name) => benches.every((bench) => bench.name !== name));
if (unknown !== undefined) program.error(`there is no bench '${unknown}'`, { exitCode: 2 });

console.log(machine());
const all: Row[] = [];
for (const { name, run } of benches) {
  if (program.args.length > 0 && !program.args.includes(name)) continue;
  const rows = await run(options);
  console.log(`\n${name}\n${table(rows)}`);
  all.push(...rows.map((row) => ({ bench: name, ...row })));
}
if (json !== undefined) writeJson(json, all);
