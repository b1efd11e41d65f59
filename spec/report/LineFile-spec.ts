import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { ReportError } from '../../lib/errors.js';
import { lineFile } from '../../lib/report/LineFile.js';
import { marbles } from '../support/marbles.js';
import { temporaryFile } from '../support/temporaryFile.js';

const read = (path: string) => readFileSync(path, 'utf8');
const isReportError = (error: unknown) => error instanceof ReportError && error._tag === 'Report';

describe('lineFile', () => {
  it('writes header and lines', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    file.open();
    file.header('a,b');
    file.line('1,é');
    file.header('a,b');
    file.close();
    assert.equal(read(path), 'a,b\n1,é\n');
  });

  it('begins anew over a file that is there', () => {
    const path = temporaryFile('a.csv');
    writeFileSync(path, 'something else that is longer\n');
    const file = lineFile(path).create();
    file.open();
    file.header('a');
    file.close();
    assert.equal(read(path), 'a\n');
  });

  it('goes on after the last line when it is opened again, without another header', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    for (const line of ['1', '2']) {
      file.open();
      file.header('a');
      file.line(line);
      file.close();
    }
    assert.equal(read(path), 'a\n1\n2\n');
  });

  it('cuts off what came after the saved position, also in the middle of a character', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    file.open();
    file.header('é');
    file.line('1');
    const saved = structuredClone(file.save());
    file.line('lost');
    file.close();
    appendFileSync(path, Buffer.from('é').subarray(0, 1));
    const resumed = lineFile(path).create(saved);
    assert.deepEqual(resumed.save(), saved);
    resumed.open();
    resumed.header('é');
    resumed.line('2');
    resumed.close();
    assert.equal(read(path), 'é\n1\n2\n');
  });

  it('has on the disk what it says it has when it is saved', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    file.open();
    file.header('a');
    file.line('1');
    file.save();
    assert.equal(read(path), 'a\n1\n');
    file.close();
  });

  it('holds back no more than 64 KiB', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    file.open();
    const line = 'x'.repeat(99);
    for (let lines = 1; lines <= 5000; lines++) {
      file.line(line);
      const held = lines * 100 - statSync(path).size;
      assert.ok(held < 65_536, `${held} bytes`);
    }
    assert.ok(statSync(path).size < 500_000, 'but does hold back');
    file.close();
    assert.equal(statSync(path).size, 500_000);
  });

  it('writes out with the first line that comes a second after the last write', () => {
    marbles(({ cold, flush }) => {
      const path = temporaryFile('a.csv');
      const file = lineFile(path).create();
      file.open();
      const seen: string[] = [];
      cold('a 499ms b 499ms c d 998ms e|').subscribe((line) => {
        file.line(line);
        seen.push(read(path));
      });
      flush();
      file.close();
      assert.deepEqual(seen, ['', '', 'a\nb\nc\n', 'a\nb\nc\n', 'a\nb\nc\nd\ne\n']);
    });
  });

  it('refuses to go on in a file that is gone or shorter, or under other columns', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create();
    file.open();
    file.header('a');
    assert.throws(() => file.header('b'), isReportError);
    file.close();
    truncateSync(path, 1);
    assert.throws(() => file.open(), isReportError);
    assert.equal(read(path).length, 1);
    assert.throws(() => lineFile(temporaryFile('gone.csv')).create(file.save()).open(), isReportError);
  });

  it('writes the header again where it had never come to the disk', () => {
    const path = temporaryFile('a.csv');
    const file = lineFile(path).create({ bytes: 0, header: 'a' });
    file.open();
    file.header('b');
    file.close();
    assert.equal(read(path), 'b\n');
  });

  it('says which file cannot be opened, and why', () => {
    const path = temporaryFile('a.csv/b.csv');
    assert.throws(
      () => lineFile(path).create().open(),
      (error: unknown) =>
        isReportError(error) && error instanceof ReportError && error.file === path && /ENOENT/.test(error.message),
    );
  });

  it('raises the error of a full disk once, when it writes or is closed', function () {
    if (!existsSync('/dev/full')) this.skip();
    const file = lineFile('/dev/full').create();
    file.open();
    file.line('a');
    assert.throws(() => file.close(), isReportError);
    file.close();
    file.open();
    assert.throws(() => file.line('x'.repeat(70_000)), isReportError);
    file.close();
    assert.deepEqual(file.save(), { bytes: 0, header: null });
  });
});
