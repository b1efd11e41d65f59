import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { jsonLines } from '../../lib/source/jsonLines.js';
import { temporary } from '../support/temporary.js';

describe('jsonLines', () => {
  const write = temporary();

  async function read(text: string | Uint8Array): Promise<{ rows: unknown[]; error: unknown }> {
    const rows: unknown[] = [];
    try {
      for await (const row of jsonLines(write(text, 'rows.jsonl'))) rows.push(row);
      return { rows, error: undefined };
    } catch (error) {
      return { rows, error };
    }
  }

  it('reads a value per line, whatever ends the lines, and a last line without an end', async () => {
    const rows = [{ a: 1 }, { a: 'two', b: [null, true] }];
    const lines = rows.map((row) => JSON.stringify(row));
    for (const text of [lines.join('\n'), `${lines.join('\r\n')}\r\n`, `\uFEFF\n${lines.join('\n\n  \n')}\n\n`]) {
      assert.deepEqual(await read(text), { rows, error: undefined }, JSON.stringify(text));
      assert.deepEqual(await read(gzipSync(text)), { rows, error: undefined });
    }
  });

  it('has no rows in a file without any', async () => {
    for (const text of ['', '\n', ' \n\n']) assert.deepEqual(await read(text), { rows: [], error: undefined });
  });

  it('does not cut lines or characters where it cuts the file', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => ({ i, text: '€😀'.repeat(i % 9) }));
    assert.deepEqual(await read(rows.map((row) => JSON.stringify(row)).join('\n')), { rows, error: undefined });
  });

  it('fails with the number of a line that is no JSON, after the rows before it', async () => {
    const { rows, error } = await read('{"a":1}\n\n{"a":2}\n{"a":\n{"a":4}\n');
    assert.deepEqual(rows, [{ a: 1 }, { a: 2 }]);
    assert.match(String(error), /SourceError: .*rows\.jsonl, line 4: /);
    const late = await read(`${'{"a":1}\n'.repeat(40_000)}]\n`);
    assert.equal(late.rows.length, 40_000);
    assert.match(String(late.error), /line 40001: /);
  });

  it('fails with the name of a file that cannot be read', async () => {
    const reading = jsonLines('nowhere.jsonl')[Symbol.asyncIterator]().next();
    await assert.rejects(reading, { _tag: 'Source', message: /^nowhere\.jsonl cannot be read: ENOENT/ });
  });
});
