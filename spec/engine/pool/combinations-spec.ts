import assert from 'node:assert/strict';
import { both } from '../../../lib/engine/pool/both.js';
import type { Rule } from '../../../lib/engine/pool/Combination.js';
import { mix } from '../../../lib/engine/pool/mix.js';
import { mixValues } from '../../../lib/engine/pool/mixValues.js';
import { ruleOf } from '../../../lib/engine/pool/ruleOf.js';
import { stack } from '../../../lib/engine/pool/stack.js';
import { stackValues } from '../../../lib/engine/pool/stackValues.js';
import { closeAll } from '../../support/closeAll.js';
import { randomArray } from '../../support/random.js';

const rules: { readonly [name: string]: { readonly rule: Rule; readonly areClasses: boolean } } = {
  mix: { rule: mix, areClasses: true },
  stack: { rule: stack, areClasses: true },
  'both for classes': { rule: both(mix, stack, mix), areClasses: true },
  mixValues: { rule: mixValues, areClasses: false },
  stackValues: { rule: stackValues, areClasses: false },
  'both for values': { rule: both(mixValues, stackValues, mixValues), areClasses: false },
};

const [MEMBERS, OUTPUTS] = [4, 3];

/** Answers to a row whose label is `y`: member 0 is right nearly always, member 1 now and then, the others never. */
function row(areClasses: boolean, number: number): { readonly outputs: Float32Array; readonly y: Float32Array } {
  const noise = randomArray(MEMBERS * OUTPUTS, number);
  const y = new Float32Array(OUTPUTS);
  if (areClasses) y[number % OUTPUTS] = 1;
  else y.set(randomArray(OUTPUTS, 5000 + number));
  const outputs = new Float32Array(MEMBERS * OUTPUTS);
  for (let m = 0; m < MEMBERS; m++) {
    const skill = m === 0 ? 0.9 : m === 1 ? (number % 2) * 0.8 : 0;
    for (let k = 0; k < OUTPUTS; k++) {
      const i = m * OUTPUTS + k;
      if (areClasses) outputs[i] = skill * y[k]! + ((1 - skill) * (1 + 0.3 * noise[i]!)) / OUTPUTS;
      else outputs[i] = skill * y[k]! + (1 - skill) * noise[i]!;
    }
    if (!areClasses) continue;
    const own = outputs.subarray(m * OUTPUTS, (m + 1) * OUTPUTS);
    const sum = own.reduce((a, b) => a + b);
    for (let k = 0; k < OUTPUTS; k++) own[k]! /= sum;
  }
  return { outputs, y };
}

const answerOf = (rule: ReturnType<Rule['create']>, outputs: Float32Array): Float32Array => {
  const out = new Float32Array(OUTPUTS + 2).fill(9);
  rule.combine(outputs, out, 1);
  assert.deepEqual([out[0], out[OUTPUTS + 1]], [9, 9], 'it writes where it is told, and nowhere else');
  return out.slice(1, OUTPUTS + 1);
};

for (const [name, { rule, areClasses }] of Object.entries(rules)) {
  describe(name, () => {
    const learned = () => {
      const combination = rule.create(MEMBERS, OUTPUTS);
      for (let i = 0; i < 500; i++) {
        const { outputs, y } = row(areClasses, i);
        combination.learn(outputs, y, 0);
      }
      return combination;
    };

    it('gives what is of the kind that it is given', () => {
      const answer = answerOf(learned(), row(areClasses, 1).outputs);
      assert.ok(answer.every(Number.isFinite));
      if (!areClasses) return;
      assert.ok(Math.abs(answer.reduce((a, b) => a + b) - 1) < 1e-6 && answer.every((p) => p >= 0));
    });

    it('begins with all members alike, and comes to listen to the one that is right', () => {
      const fresh = rule.create(MEMBERS, OUTPUTS).shares();
      closeAll(fresh, new Array(MEMBERS).fill(1 / MEMBERS), 1e-6, 'at first');
      const shares = learned().shares();
      assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-5);
      assert.ok(shares[0]! > 0.4 && shares[0]! === Math.max(...shares), `${shares}`);
      assert.ok(shares[2]! < 0.2 && shares[3]! < 0.2, `${shares}`);
    });

    it('leaves out members that are not finite, and is neutral where no other is left', () => {
      const combination = learned();
      const { outputs, y } = row(areClasses, 3);
      const broken = outputs.slice();
      broken.fill(Number.NaN, OUTPUTS, 2 * OUTPUTS);
      broken[3 * OUTPUTS] = Number.POSITIVE_INFINITY;
      const answer = answerOf(combination, broken);
      assert.ok(answer.every(Number.isFinite));
      closeAll(answer, answerOf(combination, outputs), 0.35, 'the good one is still heard');
      combination.learn(broken, y, 0);
      assert.ok(combination.state.every(Number.isFinite), 'nothing of it is learned');
      const none = answerOf(combination, new Float32Array(MEMBERS * OUTPUTS).fill(Number.NaN));
      closeAll(none, new Array(OUTPUTS).fill(areClasses ? 1 / OUTPUTS : 0), 1e-6, 'none');
    });

    it('has all that it learned in its state', () => {
      const one = learned();
      const other = rule.create(MEMBERS, OUTPUTS, new Float32Array(rule.size(MEMBERS, OUTPUTS)));
      assert.equal(one.state.length, rule.size(MEMBERS, OUTPUTS));
      other.state.set(one.state);
      for (let i = 500; i < 520; i++) {
        const { outputs, y } = row(areClasses, i);
        assert.deepEqual(answerOf(other, outputs), answerOf(one, outputs));
        one.learn(outputs, y, 0);
        other.learn(outputs, y, 0);
      }
      assert.deepEqual(other.state, one.state);
    });

    it('thinks little of a member that starts over, and of no other less', () => {
      const combination = learned();
      const before = combination.shares();
      combination.restart(0);
      const after = combination.shares();
      assert.ok(after[0]! < before[0]! && combination.state.every(Number.isFinite), `${before}, then ${after}`);
      for (let m = 1; m < MEMBERS; m++) assert.ok(after[m]! >= before[m]! - 1e-6, `${before}, then ${after}`);
    });

    it('turns to another member within some hundred rows after a drift', () => {
      const combination = learned();
      for (let i = 0; i < 600; i++) {
        const { outputs, y } = row(areClasses, i);
        const swapped = outputs.slice();
        swapped.set(outputs.subarray(0, OUTPUTS), 3 * OUTPUTS);
        swapped.set(outputs.subarray(3 * OUTPUTS), 0);
        combination.learn(swapped, y, 0);
      }
      const shares = combination.shares();
      assert.equal(shares[3], Math.max(...shares), `${shares}`);
    });
  });
}

describe('mix', () => {
  it('weighs by the square root of the faded likelihood', () => {
    const combination = mix.create(2, 2);
    combination.learn(Float32Array.of(0.9, 0.1, 0.2, 0.8), Float32Array.of(1, 0), 0);
    combination.learn(Float32Array.of(0.6, 0.4, 0.5, 0.5), Float32Array.of(0, 1), 0);
    const [a, b] = [0.99 * Math.log(0.9) + Math.log(0.4), 0.99 * Math.log(0.2) + Math.log(0.5)];
    const share = Math.exp(a / 2) / (Math.exp(a / 2) + Math.exp(b / 2));
    closeAll(combination.shares(), [share, 1 - share], 1e-6, 'shares');
    const out = new Float32Array(2);
    combination.combine(Float32Array.of(1, 0, 0, 1), out, 0);
    closeAll(out, [share, 1 - share], 1e-6, 'probabilities');
  });

  it('forgives a right class that was thought impossible', () => {
    const combination = mix.create(2, 2);
    combination.learn(Float32Array.of(1, 0, 0.5, 0.5), Float32Array.of(0, 1), 0);
    closeAll(combination.state, [Math.log(0.01), Math.log(0.5)], 1e-6, 'likelihoods');
  });
});

describe('mix after a change', () => {
  it('is back at a member within tens of rows, however wrong that was before', () => {
    const combination = mix.create(2, 2);
    const [good, bad] = [Float32Array.of(0.9, 0.1, 0.01, 0.99), Float32Array.of(0.1, 0.9, 0.99, 0.01)];
    const y = Float32Array.of(1, 0);
    for (let i = 0; i < 1000; i++) combination.learn(good, y, 0);
    const [first, second] = combination.state as unknown as [number, number];
    assert.ok(Math.abs(first - second - 10) < 1e-4, `${first}, ${second}`);
    for (let i = 0; i < 10; i++) combination.learn(bad, y, 0);
    assert.ok(combination.shares()[1]! > 0.9, `${combination.shares()}`);
  });
});

describe('both', () => {
  it('listens to the rule that was right of late, and says what it would have answered', () => {
    // Members that make up for each other are of use to `stack` alone.
    const combination = both(mix, stack, mix).create(3, 2);
    const outputs = Float32Array.of(0.7, 0.3, 0.7, 0.3, 0.7, 0.3);
    const y = Float32Array.of(1, 0);
    for (let i = 0; i < 2000; i++) combination.learn(outputs, y, 0);
    const [one, out] = [stack.create(3, 2, combination.state.slice(3, 6)), new Float32Array(4)];
    one.combine(outputs, out, 0);
    combination.combine(outputs, out, 2);
    assert.ok(out[0]! > 0.8 && out[2]! > 0.9 * out[0]! + 0.1 * 0.7, `${out}`);
    closeAll(combination.learn(outputs, y, 0), out.subarray(2), 1e-6, 'what it says while it learns');
  });
});

describe('stack', () => {
  it('adds log odds, with weights that begin at 1/M and follow the gradient', () => {
    const combination = stack.create(2, 2);
    const outputs = Float32Array.of(0.9, 0.1, 0.4, 0.6);
    const odds = (0.5 * Math.log(9) + 0.5 * Math.log(2 / 3)) as number;
    const p = 1 / (1 + Math.exp(-odds));
    const out = new Float32Array(2);
    combination.combine(outputs, out, 0);
    closeAll(out, [p, 1 - p], 1e-6, 'probabilities');
    combination.learn(outputs, Float32Array.of(1, 0), 0);
    const step = (odds: number) => 0.5 + (0.05 / 2) * (1 - p) * odds;
    closeAll(combination.state, [step(Math.log(9)), step(Math.log(2 / 3))], 1e-6, 'weights');
  });

  it('takes probabilities below 1e-4 for that, and has no weight below 0', () => {
    const combination = stack.create(2, 2);
    const outputs = Float32Array.of(0.6, 0.4, 0, 1);
    const odds = 0.5 * Math.log(1.5) - 0.5 * Math.log(1e4);
    const out = new Float32Array(2);
    combination.combine(outputs, out, 0);
    closeAll(out, [1 / (1 + Math.exp(-odds)), 1 / (1 + Math.exp(odds))], 1e-6, 'probabilities');
    for (let i = 0; i < 200; i++) combination.learn(outputs, Float32Array.of(1, 0), 0);
    assert.equal(combination.state[1], 0);
  });

  it('may be more certain than any of its members', () => {
    const combination = stack.create(3, 2);
    const outputs = Float32Array.of(0.7, 0.3, 0.7, 0.3, 0.7, 0.3);
    for (let i = 0; i < 2000; i++) combination.learn(outputs, Float32Array.of(1, 0), 0);
    const out = new Float32Array(2);
    combination.combine(outputs, out, 0);
    assert.ok(out[0]! > 0.8, `${out}`);
  });
});

describe('mixValues', () => {
  it('is decided by no single outlier', () => {
    const combination = mixValues.create(2, 1);
    for (let i = 0; i < 300; i++) {
      const y = i === 299 ? 1000 : 0;
      combination.learn(Float32Array.of(0.1 * (-1) ** i, 0.5 * (-1) ** i), Float32Array.of(y), 0);
    }
    assert.ok(combination.shares()[0]! > 0.9);
  });
});

describe('stackValues', () => {
  it('finds members that make up for each other', () => {
    const combination = stackValues.create(3, 1);
    for (let i = 0; i < 3000; i++) {
      const [y, error, other] = [0, 1, 2].map((j) => randomArray(1, 3 * i + j)[0]!) as [number, number, number];
      combination.learn(Float32Array.of(y + error, y - error, y + 3 * other), Float32Array.of(y), 0);
    }
    const [one, two, three] = combination.shares();
    assert.ok(Math.abs(one! - two!) < 0.1 && three! < 0.1, `${combination.shares()}`);
  });

  it('never overshoots, however far apart members are', () => {
    const combination = stackValues.create(3, 1);
    for (let i = 0; i < 200; i++) {
      combination.learn(Float32Array.of(0, 1e6 * (-1) ** i, -1e6), Float32Array.of(0), 0);
      assert.ok(combination.state.every(Number.isFinite));
    }
    assert.ok(combination.shares()[0]! > 0.5, `${combination.shares()}`);
  });
});

describe('ruleOf', () => {
  it('knows each rule for both targets', () => {
    assert.deepEqual([ruleOf('mix', 'Classes'), ruleOf('stack', 'Values')], [mix, stackValues]);
    assert.deepEqual([ruleOf('stack', 'Classes'), ruleOf('mix', 'Values')], [stack, mixValues]);
    const combination = ruleOf('both', 'Values').create(2, 1);
    const out = new Float32Array(1);
    combination.combine(Float32Array.of(1, 3), out, 0);
    assert.equal(out[0], 2);
  });
});
