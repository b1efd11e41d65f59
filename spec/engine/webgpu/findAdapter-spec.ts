import assert from 'node:assert/strict';
import { EngineUnavailable } from '../../../lib/engine/EngineUnavailable.js';
import { type Dawn, findAdapter } from '../../../lib/engine/webgpu/findAdapter.js';

/** Answers as the package does on a machine with these adapters. */
function dawnWith(...names: readonly string[]): Dawn {
  const create = (options: readonly string[]) => ({
    async requestAdapter() {
      const wanted = options.map((option) => /^adapter=(.*)$/s.exec(option)?.[1] ?? '');
      const name = names.find((name) => wanted.every((part) => name.includes(part)));
      if (name === undefined && names.length > 0) {
        const list = names.map((name) => ` * backend: 'vulkan', name: '${name}'`);
        throw new Error(`no suitable backends found\nAvailable adapters:\n${list.join('\n')}`);
      }
      if (name === undefined) return null;
      return { info: { device: name.toLowerCase().replace(/\W+/g, '-'), description: 'driver 1.0' } };
    },
  });
  return { create, globals: {} };
}

const because = (why: RegExp) => (error: unknown) => error instanceof EngineUnavailable && why.test(error.message);

describe('findAdapter', () => {
  const two = dawnWith('Intel(R) Graphics (ADL GT2)', 'NVIDIA GeForce RTX 4090');

  it('takes what the system prefers, and names it as the system does', async () => {
    assert.equal((await findAdapter(two, undefined)).device, 'Intel(R) Graphics (ADL GT2)');
  });

  it('takes the adapter whose name has a part', async () => {
    assert.equal((await findAdapter(two, 'RTX')).device, 'NVIDIA GeForce RTX 4090');
  });

  it('names those that there are where none has that name', async () => {
    const why = /no adapter 'Radeon'; there are 'Intel\(R\) Graphics \(ADL GT2\)', 'NVIDIA GeForce RTX 4090'$/;
    await assert.rejects(findAdapter(two, 'Radeon'), because(why));
  });

  it('says what to install where there is none at all', async () => {
    for (const adapter of [undefined, 'RTX']) {
      await assert.rejects(findAdapter(dawnWith(), adapter), because(/no adapter; install the GPU's driver/));
    }
  });

  it('tells what else went wrong', async () => {
    const broken: Dawn = {
      globals: {},
      create: () => ({ requestAdapter: () => Promise.reject(new Error('no memory')) }),
    };
    await assert.rejects(findAdapter(broken, undefined), because(/no memory/));
  });

  it('names an adapter that does not tell its device by its description', async () => {
    const create = () => ({ requestAdapter: async () => ({ info: { device: '', description: 'driver 1.0' } }) });
    assert.equal((await findAdapter({ create, globals: {} }, undefined)).device, 'driver 1.0');
  });
});
