import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { classes, createContext, instances, predictWith, stream, trainOn } from '../../lib/index.js';
import { mlp } from '../../lib/models/index.js';
import { sea } from '../../lib/source/index.js';
import { silent } from '../support/silent.js';
import { temporaryFile } from '../support/temporaryFile.js';

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
}
const linesOf = (file: string): readonly Line[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

async function run(logFile: string, logger = silent()): Promise<void> {
  await using context = createContext({
    ...{ target: classes(['0', '1']), model: mlp({ hidden: [4] }), batchSize: 10, seed: 3, workers: 'inline', logger },
    logFile,
  });
  await lastValueFrom(
    stream(context, sea({ seed: 1, instances: 25 })).pipe(
      instances(context, { label: 'class' }),
      predictWith(context),
      trainOn(context),
    ),
  );
}

describe('a log file', () => {
  it('has the start, the workers with their engine and device, each training with its rows and version, and the end', async () => {
    const file = temporaryFile('adlstream.log');
    const logger = silent();
    await run(file, logger);
    const said = linesOf(file).map(({ msg }) => msg);
    const expected = [
      /start: instances of \[3\], seed 3, batchSize 10/,
      /workers: inline; engine: \w+; device: CPU/,
      /version 1: trained on 10 rows in [\d.]+ ms; loss [\d.]+; done 10 labels/,
      /version 2: trained on 10 rows .* done 20 labels/,
      /version 3: trained on 5 rows .* done 25 labels/,
      /the context ended at version 3/,
    ];
    assert.equal(said.length, expected.length);
    for (const [i, fits] of expected.entries()) assert.match(said[i]!, fits);
    assert.deepEqual(logger.said, said, 'the logger is told all of it too');
    assert.deepEqual([...new Set(linesOf(file).map(({ level }) => level))].sort(), [20, 30]);
  });

  it('is appended to by the next run', async () => {
    const file = temporaryFile('adlstream.log');
    await run(file);
    const lines = linesOf(file).length;
    await run(file);
    assert.equal(linesOf(file).length, 2 * lines);
  });

  it('that cannot be written is a ReportError with its name', () => {
    const config = { target: classes(['0', '1']), model: mlp() };
    const folder = dirname(temporaryFile('adlstream.log'));
    assert.throws(() => createContext({ ...config, logFile: folder }), { _tag: 'Report', file: folder });
    assert.throws(() => createContext({ ...config, logFile: '' }), /logFile: '' will not do; give the path of a file/);
  });

  it('is not needed for the console to be told from info on', (t) => {
    const original = console.debug;
    const said: unknown[] = [];
    console.debug = (message: unknown) => void said.push(message);
    createContext({ target: classes(['0', '1']), model: mlp() })
      .close()
      .then(() => {
        console.debug = original;
        assert.deepEqual(said, []);
        t();
      }, t);
  });
});
