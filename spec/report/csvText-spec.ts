import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { csvText } from '../../lib/report/csvText.js';

/** As RFC 4180 has it. */
function fieldsOf(line: string): string[] {
  const fields = line.match(/(?<=^|,)("(?:[^"]|"")*"|[^",\r\n]*)(?=,|$)/g);
  return (fields ?? []).map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

describe('csvText', () => {
  it('leaves plain texts and numbers as they are', () => {
    assert.deepEqual(['up', 'très bien', 1.5, -0.25, 1e-7, 12].map(csvText), [
      'up',
      'très bien',
      '1.5',
      '-0.25',
      '1e-7',
      '12',
    ]);
  });

  it('quotes commas, quotes, line breaks and spaces at the ends', () => {
    assert.deepEqual([' a', 'a,b', 'a"b', 'a\nb', 'a\r', 'a '].map(csvText), [
      '" a"',
      '"a,b"',
      '"a""b"',
      '"a\nb"',
      '"a\r"',
      '"a "',
    ]);
  });

  it('is empty for what is not there, and JSON for arrays and records', () => {
    assert.deepEqual([undefined, null, [1, 2], { price: 1 }].map(csvText), ['', '', '"[1,2]"', '"{""price"":1}"']);
  });

  it('can be read back, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        assert.deepEqual(fieldsOf(texts.map(csvText).join()), texts);
      }),
    );
  });
});
