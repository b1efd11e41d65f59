import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type CsvOptions, csv } from '../../lib/source/csv.js';
import { temporary } from '../support/temporary.js';

async function rowsOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('csv', () => {
  const write = temporary();
  const read = (text: string | Uint8Array, options?: CsvOptions) => rowsOf(csv(write(text), options));

  it('names the cells by the first row', async () => {
    assert.deepEqual(await read('a,b\n1,2\n3,4\n'), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('numbers the columns of a file without a header, or takes the names that it is given', async () => {
    const text = '1,2\n3,4\n';
    assert.deepEqual(await read(text, { header: false }), [
      { 0: '1', 1: '2' },
      { 0: '3', 1: '4' },
    ]);
    assert.deepEqual(await read(text, { columns: ['a', 'b'] }), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('reads any end of line, and a last line without one', async () => {
    const rows = [{ a: '1', b: '2' }];
    for (const text of ['a,b\n1,2', 'a,b\n1,2\n', 'a,b\r\n1,2\r\n', 'a,b\r\n1,2', 'a,b\n1,2\r\n', 'a,b\r1,2']) {
      assert.deepEqual(await read(text), rows, JSON.stringify(text));
    }
    assert.deepEqual(await read('a,b\n1,'), [{ a: '1', b: '' }]);
  });

  it('skips blank lines, and has no rows in a file without any', async () => {
    assert.deepEqual(await read('\na,b\n\n1,2\r\n\r\n3,4\n\n\n'), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    for (const text of ['', '\n', 'a,b', 'a,b\n']) assert.deepEqual(await read(text), [], JSON.stringify(text));
  });

  it('leaves out a byte order mark', async () => {
    assert.deepEqual(await read('\uFEFFa,b\n1,\uFEFF'), [{ a: '1', b: '\uFEFF' }]);
    const pieces = `a\n${'x'.repeat(128 * 1024 - 3)}\n\uFEFFb\n`;
    assert.equal((await read(pieces))[1]?.['a'], '\uFEFFb', 'but only at the beginning of the file');
  });

  it('takes quoted cells with commas, quotes and line ends in them', async () => {
    assert.deepEqual(await read('"a, or ""b""",c\n"1\n2","say ""hi"""\n"","5"" pipe"\n'), [
      { 'a, or "b"': '1\n2', c: 'say "hi"' },
      { 'a, or "b"': '', c: '5" pipe' },
    ]);
    assert.deepEqual(await read('a,b\n5" pipe,"6"\n7"",8\n'), [
      { a: '5" pipe', b: '6' },
      { a: '7""', b: '8' },
    ]);
  });

  it('keeps a row that is too short or too long apart from its neighbours, and lets nothing get lost', async () => {
    assert.deepEqual(await read('a,b,c\n1\n1,2,3,4,5\n6,7,8\n'), [
      { a: '1', b: '', c: '' },
      { a: '1', b: '2', c: '3,4,5' },
      { a: '6', b: '7', c: '8' },
    ]);
  });

  it('reads back whatever cells were written', async () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab,"\n\r €😀') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (table) => {
        const text = table.map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\n');
        const rows = await read(text, { columns: ['a', 'b'] });
        assert.deepEqual(
          rows,
          table.map(([a, b]) => ({ a, b })),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('reads a gzipped file, of several members too, whatever its name', async () => {
    const bytes = Buffer.concat([gzipSync('a,b\n1,2'), gzipSync('\n3,4\n')]);
    assert.deepEqual(await rowsOf(csv(write(bytes, 'rows.csv'))), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('does not cut rows, cells or characters where it cuts the file', async () => {
    const table = Array.from({ length: 30_000 }, (_, i) => ({ n: String(i), text: `€"😀\n${'x'.repeat(i % 50)}` }));
    const text = table.map(({ n, text }) => `${n},"${text.replaceAll('"', '""')}"\r\n`).join('');
    assert.deepEqual(await read(`n,text\r\n${text}`), table);
    assert.deepEqual(await read(gzipSync(`n,text\r\n${text}`)), table);
  });

  it('says where a character is cut off at the end of the file, as everywhere', async () => {
    assert.deepEqual(await read(Buffer.from('a\n1€').subarray(0, 5)), [{ a: '1\uFFFD' }]);
  });

  it('fails with the name of a file that cannot be read', async () => {
    await assert.rejects(rowsOf(csv('nowhere/elec.csv')), {
      _tag: 'Source',
      message: /^nowhere\/elec\.csv cannot be read: ENOENT/,
    });
    const torn = write(gzipSync('a,b\n1,2\n'.repeat(1000)).subarray(0, 40), 'torn.csv.gz');
    await assert.rejects(rowsOf(csv(torn)), {
      _tag: 'Source',
      message: /torn\.csv\.gz cannot be read: unexpected end/,
    });
  });

  it('fails where a quote is never closed, after the rows before it', async () => {
    const file = write('a,b\n1,2\n3,"4\n5,6\n');
    const rows: unknown[] = [];
    const reading = (async () => {
      for await (const row of csv(file)) rows.push(row);
    })();
    await assert.rejects(reading, { _tag: 'Source', message: /has no end.*3,\\"4/ });
    assert.deepEqual(rows, [{ a: '1', b: '2' }]);
    await assert.rejects(read(`a\n"${'x'.repeat(17 * 2 ** 20)}"\n`), { _tag: 'Source', message: /has no end/ });
  });

  it('refuses names that come twice, or cannot be fields', async () => {
    await assert.rejects(read('a,b,a\n1,2,3\n'), { _tag: 'Source', message: /the header has 'a' twice/ });
    await assert.rejects(read('a,__proto__\n1,2\n'), { _tag: 'Source', message: /__proto__/ });
    assert.throws(() => csv('f', { columns: ['a', 'a'] }), { _tag: 'ConfigError' });
    assert.throws(() => csv('f', { columns: [] }), { _tag: 'ConfigError' });
  });

  it('ends for good after an error', async () => {
    const rows = csv('nowhere/elec.csv')[Symbol.asyncIterator]();
    const asked = await Promise.allSettled([rows.next(), rows.next(), rows.next()]);
    assert.deepEqual(
      asked.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    );
    assert.equal((await rows.next()).done, true);
  });

  it('needs no more memory for a file of 200 MB than for one of 20', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return (heapUsed + external) / 2 ** 20;
    };
    const row = '0.021277,0.051699,0.415055,0.003467,0.422915,0.414912,"a, b",1\n';
    const file = write('');
    const member = gzipSync(row.repeat(16_000));
    for (let i = 0; i < 200; i++) appendFileSync(file, member);
    let rows = 0;
    let early = 0;
    for await (const { 7: last } of csv(file, { header: false })) {
      assert.equal(last, '1');
      if (++rows === 320_000) early = used();
    }
    assert.equal(rows, 3_200_000);
    assert.ok(used() - early < 4, `${early} MB became ${used()} MB`);
  });
});
