import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLearner, itOn } from '../../../support/engines.js';

const lib = new URL('../../../../lib/', import.meta.url);

/** Runs a program in a process of its own, where nothing of tfjs is loaded yet. @returns all that it writes */
function run(program: string, env: NodeJS.ProcessEnv = {}): string {
  const script = `
    import Module, { createRequire } from 'node:module';
    import { Worker } from 'node:worker_threads';
    import { createLearner } from '${lib}engine/createLearner.js';
    import { loadTfjs } from '${lib}engine/tfjs/loadTfjs.js';
    import { startTensorflow } from '${lib}engine/tfjs/tensorflow/startTensorflow.js';
    const description = ${JSON.stringify(describeLearner())};
    ${program}`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    ...{ encoding: 'utf8', env: { ...process.env, ...env } },
  });
  assert.deepEqual([status, signal], [0, null], stderr);
  return stdout + stderr;
}

/** Has tfjs-node resolve to something else, or to nothing. */
const resolves = (file?: string) => `
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => {
    if (!name.startsWith('@tensorflow/tfjs-node')) return resolve(name, ...rest);
    if (${file !== undefined} && !name.endsWith('-gpu')) return ${JSON.stringify(file)};
    throw new Error('there is no ' + name);
  };`;

const ask = `
  const { engine } = await createLearner(description, 'tensorflow', { warn: (text) => console.log(text) });
  console.log(engine);`;

describe('startTensorflow', () => {
  it('says what to do where tfjs-node is not installed, and the next engine takes over', () => {
    const said = run(resolves() + ask);
    assert.match(said, /tensorflow: tfjs-node is not installed: install '@tensorflow\/tfjs-node@/);
    assert.match(said, /npm run install:tensorflow\nfast\n$/);
  });

  it('says what is wrong, in a line, where it does not load, and leaves the environment as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'adlstream-'));
    const file = join(folder, 'broken.cjs');
    writeFileSync(file, "throw new Error('no such library\\nand more');");
    const said = run(`${resolves(file)}${ask}; console.log(process.env.TF_CPP_MIN_LOG_LEVEL);`);
    rmSync(folder, { recursive: true });
    assert.match(
      said,
      /@tensorflow\/tfjs-node does not load: no such library Remedy: .*install:tensorflow\nfast\nundefined\n$/,
    );
  });

  itOn('tensorflow', 'adds a backend to the tfjs that is there, and says nothing; the one in force stays', () => {
    const said = run(`
      const tf = await loadTfjs();
      await tf.setBackend('cpu');
      await startTensorflow(tf);
      const node = createRequire('${lib}')('@tensorflow/tfjs-node');
      console.log(tf.getBackend(), tf.engine() === node.engine(), tf.findBackend('tensorflow').binding.TF_Version.length > 0);
      const { learner, device } = await createLearner(description, 'tensorflow');
      console.log(learner.train({ x: new Float32Array(4), y: Float32Array.of(1, 0), rows: 1 }, 1) > 0, device);
      console.log(tf.getBackend(), process.env.TF_CPP_MIN_LOG_LEVEL);`);
    assert.match(said, /^cpu true true\ntrue (CPU|GPU)\ncpu undefined\n$/);
  });

  itOn('tensorflow', 'does not stand in for a choice of the host', () => {
    const said = run(`
      const tf = await loadTfjs();
      await startTensorflow(tf);
      console.log(tf.getBackend());
      await createLearner(description, 'wasm');
      console.log(tf.getBackend());`);
    assert.equal(said, 'tensorflow\nwasm\n');
  });

  itOn('tensorflow', 'lets a process end in good order whose threads loaded it and did no more', () => {
    const thread = `
      Promise.all([import('${lib}engine/tfjs/loadTfjs.js'), import('${lib}engine/tfjs/tensorflow/startTensorflow.js')])
        .then(async ([{ loadTfjs }, { startTensorflow }]) => startTensorflow(await loadTfjs()))
        .then(() => import('node:worker_threads'))
        .then(({ parentPort }) => parentPort.postMessage('started'));`;
    const said = run(
      `const worker = new Worker(${JSON.stringify(thread)}, { eval: true });
      worker.once('message', (text) => console.log(text));
      worker.once('exit', (code) => console.log(code));`,
      { TF_CPP_MIN_LOG_LEVEL: '1' },
    );
    assert.equal(said, 'started\n0\n');
  });
});
