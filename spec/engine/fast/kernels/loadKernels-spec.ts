import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type KernelBuild, loadKernels } from '../../../../lib/engine/fast/kernels/loadKernels.js';
import { inRoot } from '../../../support/root.js';

const builds: readonly KernelBuild[] = ['plain', 'relaxed'];
const bytesOf = (build: KernelBuild) =>
  readFileSync(inRoot('dist', 'lib', 'engine', 'fast', 'kernels', `${build}.wasm`));

/** Runs a script that may use relaxed SIMD, which Node 20 has behind a flag that later ones may not know. */
function runRelaxed(script: string): string {
  const module = (path: string) => JSON.stringify(new URL(`../../../../${path}`, import.meta.url).href);
  const code = `
    import { allowRelaxed } from ${module('bench/support/allowRelaxed.js')};
    import { KernelTable } from ${module('spec/support/KernelTable.js')};
    import { randomArray } from ${module('spec/support/random.js')};
    if (!allowRelaxed()) console.log('cannot');
    else { ${script} }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return stdout.trim() + stderr.trim();
}

describe('loadKernels', () => {
  it('finds two builds of at most 120 kB', () => {
    for (const build of builds) assert.ok(bytesOf(build).length <= 120_000);
  });

  it('gives each instance a memory of its own, which grows', () => {
    const [one, other] = [loadKernels('plain'), loadKernels('plain')];
    new Float32Array(one.buffer())[100] = 7;
    one.reserve(1_000_000);
    assert.ok(one.buffer().byteLength >= 1_000_000);
    assert.equal(new Float32Array(one.buffer())[100], 7);
    assert.equal(new Float32Array(other.buffer())[100], 0);
    assert.equal(other.buffer().byteLength, 65_536);
  });

  it('has a relaxed build that gives nearly the same numbers', () => {
    const said = runRelaxed(`
      const [m, n, k] = [9, 21, 35];
      const [a, b] = [randomArray(m * k, 1), randomArray(k * n, 2)];
      const [plain, relaxed] = ['plain', 'relaxed'].map((build) => {
        const table = new KernelTable(build);
        const out = table.space(m * n);
        table.run('matmul', { a: table.put(a), b: table.put(b), out, bias: 0, scratch: table.space(n * k), relu: 0, m, n, k,
          batch: 1, aBatch: 0, bBatch: 0, outBatch: 0 });
        return table.read(out, m * n);
      });
      console.log(plain.every((x, i) => Math.abs(x - relaxed[i]) < 1e-5));`);
    assert.ok(said === 'true' || said === 'cannot', said);
  });

  it('says what is needed where relaxed SIMD is not to be had', function () {
    try {
      loadKernels('relaxed');
    } catch (error) {
      assert.match(String(error), /relaxed kernels need a host that knows their SIMD instructions/);
      return;
    }
    this.skip();
  });
});
