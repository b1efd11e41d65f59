import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** In a process of its own, where nothing has started tfjs before. @returns what it printed */
function run(script: string): string {
  const from = (path: string) => JSON.stringify(new URL(`../../../../lib/${path}`, import.meta.url).href);
  const imports = `
    const { loadTfjs } = await import(${from('engine/tfjs/loadTfjs.js')});
    const { startWasm } = await import(${from('engine/tfjs/wasm/startWasm.js')});
    const { createLearner } = await import(${from('engine/createLearner.js')});
    const { sgd } = await import(${from('optimizers/sgd.js')});
    const { mlp } = await import(${from('models/mlp.js')});
    const description = { model: mlp(), optimizer: sgd(), loss: undefined, target: 'Classes', inputShape: [2], outputs: 2, seed: 1, batchSize: 1 };
    const row = { x: new Float32Array(2), y: Float32Array.of(1, 0), rows: 1 };`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', imports + script], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.trim();
}

describe('startWasm', () => {
  it('leaves the handling of what nobody caught to the host', () => {
    const said = run(`
      const listeners = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
      process.on('uncaughtException', (error) => console.log('the host handles', error.message));
      const before = listeners();
      await startWasm(await loadTfjs());
      console.log(JSON.stringify(listeners()) === JSON.stringify(before));
      setTimeout(() => { throw new Error('this'); });`);
    assert.equal(said, 'true\nthe host handles this');
  });

  it('lets learners on another backend work while it starts', () => {
    const said = run(`
      const { learner } = await createLearner(description, 'cpu');
      const starting = createLearner(description, 'wasm');
      const losses = [];
      let step = 0;
      const work = () => { losses.push(learner.train(row, ++step)); if (step < 200) setImmediate(work); };
      work();
      const { engine } = await starting;
      console.log(engine, losses.length > 0 && losses.every(Number.isFinite));`);
    assert.equal(said, 'wasm true');
  });

  it('uses the backend that the host has started', () => {
    const said = run(`
      const tf = await loadTfjs();
      await import('@tensorflow/tfjs-backend-wasm');
      await tf.setBackend('wasm');
      const theirs = tf.backend();
      const two = tf.scalar(2);
      const { learner, engine } = await createLearner(description, 'wasm');
      learner.train(row, 1);
      console.log(engine, tf.backend() === theirs, two.square().dataSync()[0]);`);
    assert.equal(said, 'wasm true 4');
  });

  it('is asked by many at once', () => {
    const said = run(`
      const made = await Promise.all([1, 2, 3].map(() => createLearner(description, 'wasm')));
      console.log(made.map(({ learner, engine }) => engine + learner.train(row, 1)).every((it, _, all) => it === all[0] && it.startsWith('wasm')));`);
    assert.equal(said, 'true');
  });
});
