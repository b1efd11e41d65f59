import assert from 'node:assert/strict';
import { gpus } from '../../lib/workers/gpus.js';
import { fakeNvidiaSmi } from '../support/fakeNvidiaSmi.js';

const [A, B, C] = ['GPU-aaaa', 'GPU-bbbb', 'GPU-cccc'];

describe('gpus', () => {
  const fake = fakeNvidiaSmi([A, B, C], ['MIG-dddd']);
  after(() => fake.remove());
  const found = async (env: NodeJS.ProcessEnv, asked: readonly (number | string)[]) => {
    const there = await gpus({ PATH: fake.path, ...env });
    return [there.count, ...asked.map((gpu) => there.find(gpu))];
  };

  it('finds them by number and by UUID, parts of one by UUID', async () => {
    assert.deepEqual(await found({}, [0, 2, 3, B, 'GPU-b', 'GPU-x', 'MIG-dddd']), [
      ...[3, '0', '2', undefined],
      ...[B, B, undefined, 'MIG-dddd'],
    ]);
  });

  it("keeps to what the host's own CUDA_VISIBLE_DEVICES leaves, and counts that", async () => {
    assert.deepEqual(await found({ CUDA_VISIBLE_DEVICES: '2,0' }, [0, 1, 2, B, C]), [
      2,
      '2',
      '0',
      undefined,
      undefined,
      C,
    ]);
    assert.deepEqual(await found({ CUDA_VISIBLE_DEVICES: B }, [0, 1, A, B]), [1, B, undefined, undefined, B]);
    assert.deepEqual(await found({ CUDA_VISIBLE_DEVICES: '1,-1,0' }, [0, 1]), [1, '1', undefined]);
    assert.deepEqual(await found({ CUDA_VISIBLE_DEVICES: '' }, [0, A]), [0, undefined, undefined]);
  });
});
