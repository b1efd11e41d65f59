import assert from 'node:assert/strict';
import { place } from '../../lib/workers/place.js';
import { Host } from '../support/Host.js';
import { troubles } from '../support/learners.js';
import { predict, rows, workersOptions } from '../support/workersOptions.js';

/** A program with both workers of a kind, a context on them, and `pipe`, which counts what left it. */
const program = (kind: string, then: string, setup = '') => `
  import { concat, map, NEVER, range, take, tap } from 'rxjs';
  import { predictWith } from './dist/lib/learn/predictWith.js';
  import { trainOn } from './dist/lib/learn/trainOn.js';
  import { place } from './dist/lib/workers/place.js';
  import { labelled, weatherContext } from './dist/spec/support/weather.js';
  import { predict, rows, troubledRow, workersOptions } from './dist/spec/support/workersOptions.js';
  ${setup}
  const kind = '${kind}';
  const options = workersOptions({ parameters: { lingers: true } });
  const workers = await place({ trainer: { kind }, predictor: { kind } }, options);
  const { weights, shapes, predictor, trainer } = workers;
  const from = { _tag: 'Snapshot', version: 0, labelsDone: 0, weights, shapes };
  const context = weatherContext({ predictor, trainer, from });
  let count = 0;
  const pipe = (source) => source.pipe(map(labelled), predictWith(context), trainOn(context), tap(() => count++));
  ${then}
`;

const pids = "console.log('pids', ...options.logger.pids());";

describe('the process that has workers', () => {
  for (const kind of ['thread', 'process'] as const) {
    it(`${kind}: ends by itself, with code 0, when its pipe has completed, without close()`, async () => {
      const host = new Host(
        program(kind, "pipe(range(0, 300)).subscribe({ complete: () => console.log('done', count) });"),
      );
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.equal(host.text, 'done 300\n');
      await host.allEnded;
    });

    it(`${kind}: ends by itself when its pipe is unsubscribed from`, async () => {
      const then =
        "pipe(concat(range(0, 300), NEVER)).pipe(take(50)).subscribe({ complete: () => console.log('done') });";
      const host = new Host(program(kind, then));
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.equal(host.text, 'done\n');
      await host.allEnded;
    });

    it(`${kind}: ends by itself though its trainer trained without a pause`, async () => {
      const then = `
        const live = { schedule: 'continuous', maxStaleness: Infinity, from };
        const restless = weatherContext({ predictor, trainer, ...live });
        const subscription = concat(range(0, 10), NEVER)
          .pipe(map(labelled), predictWith(restless), trainOn(restless))
          .subscribe();
        restless.snapshot$.subscribe(({ version }) => {
          if (version !== 100) return;
          console.log('trained');
          subscription.unsubscribe();
        });`;
      const host = new Host(program(kind, then));
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.equal(host.text, 'trained\n');
      await host.allEnded;
    });

    it(`${kind}: waits for close() where there is nothing else to do`, async () => {
      const host = new Host(program(kind, "await workers.close(); console.log('closed');"));
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.equal(host.text, 'closed\n');
    });

    it(`${kind}: has every handle, listener and timer back after close()`, async () => {
      // Handles are gone at the end of a turn of the event loop. What remains is Node's own: stdio, and two listeners.
      const then = `
        pipe(range(0, 300)).subscribe({
          complete: async () => {
            await context.close();
            await workers.close();
            setImmediate(() => setImmediate(() => {
              console.log(new Set(process.getActiveResourcesInfo()), process.eventNames());
            }));
          },
        });`;
      const host = new Host(program(kind, then));
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.equal(host.text, "Set(1) { 'PipeWrap' } [ 'newListener', 'removeListener', 'warning' ]\n");
    });

    it(`${kind}: is ended by SIGTERM and SIGINT as if it had none, and keeps its own handlers`, async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const plain = new Host(program(kind, `${pids} setInterval(() => {}, 1000);`));
        await plain.wrote(/pid/);
        plain.signal(signal);
        assert.deepEqual(await plain.ended, { code: null, signal });
        await plain.allEnded;
      }
      const own = new Host(
        program(kind, `process.on('SIGTERM', () => process.exit(7)); ${pids} setInterval(() => {}, 1000);`),
      );
      await own.wrote(/pid/);
      own.signal('SIGTERM');
      assert.deepEqual(await own.ended, { code: 7, signal: null });
      await own.allEnded;
    });

    it(`${kind}: leaves nothing running when it is killed, be the workers idle or at work`, async () => {
      for (const work of ['', 'pipe(concat(range(0, 1e6), NEVER)).subscribe();']) {
        const host = new Host(program(kind, `${pids} ${work} setInterval(() => {}, 1000);`));
        await host.wrote(/pid/);
        host.signal('SIGKILL');
        await host.allEnded;
      }
    });

    it(`${kind}: leaves nothing running when it ends while a worker is stuck`, async () => {
      const then = `
        void predict(workers, { batch: troubledRow(${troubles.hangs}) });
        setImmediate(() => process.exit(5));`;
      const host = new Host(program(kind, then));
      assert.deepEqual(await host.ended, { code: 5, signal: null });
      await host.allEnded;
    });

    it(`${kind}: outlives a worker that runs out of memory, and is told`, async () => {
      const then = `
        await predict(workers, { batch: troubledRow(${troubles.runsOutOfMemory}) }).catch((error) => console.log(error.message));
        console.log('alive', (await predict(workers, { batch: rows(0, 1) }).catch(() => 'given up')));
        await workers.close();`;
      const host = new Host(program(kind, then), '--max-old-space-size=40');
      assert.deepEqual(await host.ended, { code: 0, signal: null });
      assert.match(host.text, /worker ended by itself .*memory.*alive given up/s);
    });
  }

  it('process: its signals to the whole group leave the workers to it', async () => {
    const options = workersOptions();
    const workers = await place({ trainer: { kind: 'process' }, predictor: { kind: 'process' } }, options);
    for (const pid of options.logger.pids()) for (const signal of ['SIGINT', 'SIGTERM']) process.kill(pid, signal);
    assert.equal((await predict(workers, { batch: rows(0, 3) })).outputs.length, 6);
    await workers.close();
    assert.ok(options.logger.said.every((text) => !text.includes('ended by itself')));
  });
});
