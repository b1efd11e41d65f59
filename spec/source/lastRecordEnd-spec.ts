import assert from 'node:assert/strict';
import { csvParseRows } from 'd3-dsv';
import fc from 'fast-check';
import { lastRecordEnd } from '../../lib/source/lastRecordEnd.js';

describe('lastRecordEnd', () => {
  it('is after the last newline, where there are no quotes', () => {
    assert.equal(lastRecordEnd(''), 0);
    assert.equal(lastRecordEnd('a,b'), 0);
    assert.equal(lastRecordEnd('a\nb\nc'), 4);
    assert.equal(lastRecordEnd('a\r\n'), 3);
  });

  it('is not within quotes', () => {
    assert.equal(lastRecordEnd('"a\nb"'), 0);
    assert.equal(lastRecordEnd('"a\nb"\n'), 6);
    assert.equal(lastRecordEnd('a\n"b\n'), 2);
    assert.equal(lastRecordEnd('a\n"b""\n'), 2);
    assert.equal(lastRecordEnd('a,"b""\n",c\nd,"'), 11);
    assert.equal(lastRecordEnd('"a"\nb\n"c\n'), 6);
  });

  it('is not changed by quotes that open nothing', () => {
    assert.equal(lastRecordEnd('5" pipe\n'), 8);
    assert.equal(lastRecordEnd('a,5" pipe\nb'), 10);
  });

  it('cuts any text of records so that the two parts have the rows of the whole', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab "') }).filter((text) => !text.startsWith('"'));
    const quoted = fc.string({ unit: fc.constantFrom(...'a,"\n\r') }).map((text) => `"${text.replaceAll('"', '""')}"`);
    const record = fc.array(fc.oneof(plain, quoted), { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
    const records = fc.array(fc.tuple(record, fc.constantFrom('\n', '\r\n')), { minLength: 1 });
    fc.assert(
      fc.property(records, fc.nat(), (lines, at) => {
        const text = lines.map(([line, end]) => line + end).join('');
        assert.equal(lastRecordEnd(text), text.length);
        const end = lastRecordEnd(text.slice(0, at % (text.length + 1)));
        const parts = [text.slice(0, end), text.slice(end)].flatMap((part) => csvParseRows(part));
        assert.deepEqual(parts, [...csvParseRows(text)]);
      }),
      { numRuns: 1000 },
    );
  });
});
