import assert from 'node:assert/strict';
import { Replay } from '../../lib/engine/Replay.js';

/** Holds rows 0 to `count - 1`, each with its number in every place. */
function filled(room: number, count: number): Replay {
  const replay = new Replay(room, 2, 1);
  for (let i = 0; i < count; i++) replay.add(Float32Array.of(-1, i, i), 1, Float32Array.of(i), 0);
  return replay;
}

const numberOf = (replay: Replay, place: number): number => {
  const [a, b] = replay.x.subarray(2 * place, 2 * place + 2);
  assert.ok(a === b && replay.y[place] === a);
  return a!;
};

describe('Replay', () => {
  it('holds the newest rows, each to be found by its age', () => {
    for (const count of [3, 10, 25]) {
      const replay = filled(10, count);
      assert.equal(replay.count, Math.min(10, count));
      for (let age = 0; age < replay.count; age++) assert.equal(numberOf(replay, replay.back(age)), count - 1 - age);
    }
  });

  it('draws by seed, step and number, evenly from the newest', () => {
    const replay = filled(1000, 1700);
    const drawn = (steps: number, seed: number) =>
      Array.from({ length: steps }, (_, i) => [...replay.draw(31, 50, seed, 1 + i)]).flat();
    const draws = drawn(645, 7);
    const counts = new Map<number, number>();
    for (const place of draws) counts.set(numberOf(replay, place), (counts.get(numberOf(replay, place)) ?? 0) + 1);
    assert.deepEqual([Math.min(...counts.keys()), Math.max(...counts.keys()), counts.size], [1650, 1699, 50]);
    assert.ok([...counts.values()].every((count) => count > 300 && count < 500));
    assert.deepEqual([...replay.draw(5, 50, 7, 3)], draws.slice(62, 67));
    assert.notDeepEqual(drawn(3, 8), draws.slice(0, 93));
  });

  it('holds the weight of each row as soon as one is another than 1, and goes on with them', () => {
    const replay = filled(10, 4);
    assert.equal(replay.w, undefined);
    for (let i = 4; i < 12; i++) replay.add(Float32Array.of(i, i), 0, Float32Array.of(i), 0, i === 5 ? 0.5 : 1);
    const other = filled(10, 3);
    other.restore(replay.save());
    for (const one of [replay, other]) {
      const weights = Array.from({ length: 10 }, (_, age) => one.w![one.back(age)]);
      assert.deepEqual(weights, [1, 1, 1, 1, 1, 1, 0.5, 1, 1, 1]);
      assert.equal(numberOf(one, one.back(6)), 5);
    }
    other.restore(filled(10, 4).save());
    assert.equal(other.w, undefined);
  });

  it('goes on from what was saved', () => {
    for (const count of [0, 7, 10, 23]) {
      const [one, other] = [filled(10, count), filled(10, 4)];
      other.restore(one.save());
      assert.deepEqual(other.save(), one.save());
      for (let step = 1; step < 20 && count > 0; step++) {
        assert.equal(numberOf(other, other.draw(1, 8, 1, step)[0]!), numberOf(one, one.draw(1, 8, 1, step)[0]!));
      }
    }
  });
});
