import assert from 'node:assert/strict';
import { createContext } from '../../lib/context/createContext.js';
import { ConfigError } from '../../lib/errors.js';
import { mlp, pool } from '../../lib/models/index.js';
import { adam, sgd } from '../../lib/optimizers/index.js';
import { classes } from '../../lib/target/classes.js';

const optionsOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const { remedy } of error.mistakes) assert.match(remedy, /give|leave|there/);
    return error.mistakes.map(({ option }) => option);
  }
  return [];
};

const target = classes(['a', 'b']);
const member = { model: mlp(), optimizer: sgd() };

describe('pool', () => {
  it('is plain data, with defaults filled in', () => {
    const plain = pool({ members: [member, { ...member, view: 'encoded', replay: true }] });
    assert.deepEqual(structuredClone(plain), plain);
    assert.deepEqual(pool().parameters, { combine: 'both', replay: { rows: 31, of: 2000 } });
  });

  it("fills in the parameters of members' optimizers", () => {
    const { members } = pool({ members: [member, { model: mlp(), optimizer: { optimizer: 'adam' } as never }] });
    assert.deepEqual(members![1]!.optimizer, adam());
  });

  it('lists every parameter out of its range', () => {
    const wrong = {
      combine: 'median',
      replay: { rows: -1, of: 10 },
      members: [
        { model: pool(), optimizer: sgd() },
        { model: undefined, optimizer: 'nadam', view: 'raw', replay: 3 },
      ],
    };
    assert.deepEqual(
      optionsOf(() => pool(wrong as never)),
      [
        ...['combine', 'replay', 'members[0].model', 'members[1].model', 'members[1].view', 'members[1].replay'],
        'members[1].optimizer',
      ],
    );
    assert.deepEqual(
      optionsOf(() => pool({ members: [] })),
      ['members'],
    );
  });

  it('has no optimizer and no loss beside it', () => {
    const config = { target, model: pool(), optimizer: 'adam', loss: 'meanSquaredError' } as const;
    assert.deepEqual(
      optionsOf(() => createContext(config)),
      ['optimizer', 'loss'],
    );
    assert.deepEqual(
      optionsOf(() =>
        createContext({
          target,
          model: pool({ members: [member, { ...member, model: { model: 'x', parameters: {} } }] }),
        }),
      ),
      ['model.members[1].model'],
    );
  });

  it('is a model of a context with nothing else', async () => {
    await createContext({ target, model: pool() }).close();
  });
});
