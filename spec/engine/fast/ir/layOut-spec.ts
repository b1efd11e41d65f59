import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FittedInstruction } from '../../../../lib/engine/fast/ir/fitRows.js';
import { layOut, type Tenant } from '../../../../lib/engine/fast/ir/layOut.js';
import { at } from '../../../../lib/engine/fast/run/Machine.js';

const size = fc.record({ base: fc.integer({ min: 0, max: 50 }), perRow: fc.integer({ min: 0, max: 9 }) });

const programs = fc
  .array(fc.record({ size, isInput: fc.boolean(), isResult: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .chain((tenants) =>
    fc.record({
      tenants: fc.constant(tenants.map((tenant, value): Tenant => ({ value, ...tenant }))),
      reads: fc.array(fc.array(fc.nat(tenants.length - 1), { maxLength: 3 }), { maxLength: 20 }),
    }),
  );

describe('layOut', () => {
  it('never lets two values that are alive at once overlap, for any number of rows', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 100 }), ({ tenants, reads }, rows) => {
        const instructions = reads.map(
          (values): FittedInstruction => ({
            name: 'add',
            words: values.map((value) => ({ value, base: 0, perRow: 0 })),
          }),
        );
        const { places, end } = layOut(tenants, instructions);
        const isUsed = ({ value, isInput }: Tenant) => isInput || reads.some((values) => values.includes(value));
        const spans = tenants.filter(isUsed).map(({ value, size, isInput, isResult }) => {
          const met = reads.flatMap((values, i) => (values.includes(value) ? [i] : []));
          const start = at(places.get(value)!, rows);
          return {
            start,
            // What an elementwise loop may write: whole vectors, and one more.
            stop: start + 16 * Math.ceil(at(size, rows) / 4) + 16,
            from: isInput ? -1 : met[0]!,
            to: isResult || met.length === 0 ? reads.length : met.at(-1)!,
          };
        });
        for (const [i, a] of spans.entries()) {
          assert.ok(a.stop <= at(end, rows));
          assert.equal(a.start % 64, 0);
          for (const b of spans.slice(i + 1)) {
            const together = a.from <= b.to && b.from <= a.to;
            assert.ok(!together || a.stop <= b.start || b.stop <= a.start);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('uses the room of what is done with again', () => {
    const tenants = Array.from({ length: 10 }, (_, value): Tenant => {
      return { value, size: { base: 0, perRow: 8 }, isInput: value === 0, isResult: value === 9 };
    });
    const chain = tenants.slice(1).map(({ value }): FittedInstruction => {
      return { name: 'exp', words: [value - 1, value].map((v) => ({ value: v, base: 0, perRow: 0 })) };
    });
    assert.deepEqual(layOut(tenants, chain).end, { base: 2 * 64, perRow: 2 * 64 });
  });
});
