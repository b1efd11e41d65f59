import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { FileLane } from '../../lib/workers/FileLane.js';
import { closeFiles, openSharedFiles } from '../../lib/workers/openSharedFiles.js';

const large = (first: number) => Float32Array.from({ length: 20_000 }, (_, i) => first + i);

describe('FileLane', () => {
  const files: number[] = [];
  beforeEach(function () {
    files.push(...openSharedFiles());
    if (files.length === 0) this.skip();
  });
  afterEach(() => closeFiles(files));

  /** Two ends of a line, what they have sent and not yet taken, and what came out at the other end. */
  function line([there, back]: readonly number[]) {
    const sent: { to: 'host' | 'worker'; message: object }[] = [];
    const got: unknown[] = [];
    const ends = {
      host: new FileLane([back!, there!], (message) => sent.push({ to: 'worker', message: structuredClone(message) })),
      worker: new FileLane([there!, back!], (message) => sent.push({ to: 'host', message: structuredClone(message) })),
    };
    function deliver(count = Number.POSITIVE_INFINITY) {
      for (; count > 0 && sent.length > 0; count--) {
        const { to, message } = sent.shift()!;
        const whole = ends[to].receive(message);
        if (whole !== undefined) got.push(whole);
      }
    }
    return { ...ends, sent, got, deliver };
  }
  const bytesIn = (message: object) => JSON.stringify(message).length;

  it('brings messages across as they are, in order and both ways, with large arrays apart from them', () => {
    const { host, worker, sent, got, deliver } = line(files);
    const run = { type: 'run', uid: 1, args: [{ snapshot: { weights: large(0), shapes: [[2], [3, 4]] }, x: [1] }] };
    const result = {
      type: 'result',
      payload: { snapshot: { weights: large(5) }, state: { arrays: large(9), step: 2 } },
    };
    const small = { type: 'run', uid: 2, args: [{ x: Float32Array.of(1, 2), none: undefined, nothing: null }] };
    const copies = structuredClone([run, small, result]);
    host.post(run);
    host.post(small);
    worker.post(result);
    assert.ok(bytesIn(sent[0]!.message) < 300 && bytesIn(sent[2]!.message) < 400, 'arrays travelled in the message');
    deliver();
    assert.deepEqual(got, copies);
    assert.deepEqual([run, small, result], copies, 'what is posted stays');
  });

  it('sends a view as what it shows, also of shared memory', () => {
    const { host, got, deliver } = line(files);
    const shared = new Float32Array(new SharedArrayBuffer(4 * 30_000)).fill(3).fill(4, 20_000);
    host.post({ weights: large(0).subarray(1, 17_000), more: shared.subarray(5_000) });
    deliver();
    assert.deepEqual(got, [{ weights: large(0).slice(1, 17_000), more: Float32Array.from(shared.subarray(5_000)) }]);
  });

  it('never writes over what was not yet read', () => {
    const { host, sent, got, deliver } = line(files);
    for (const first of [1, 2, 3]) host.post({ weights: large(first) });
    const [apart, whole] = [sent[0]!.message, sent[1]!.message];
    assert.ok(!('weights' in apart) && 'weights' in whole);
    deliver();
    host.post({ weights: large(4) });
    assert.ok(!('weights' in sent[0]!.message), 'it is not used again once it was read');
    deliver();
    assert.deepEqual(
      got,
      [1, 2, 3, 4].map((first) => ({ weights: large(first) })),
    );
  });

  it('leaves arrays in their messages where there is no file, or none that can be written', () => {
    const full = openSync('/dev/full', 'r+');
    const readOnly = openSync('/dev/null', 'r');
    files.push(full, readOnly);
    for (const unusable of [[], [files[0]!, full], [files[0]!, readOnly]]) {
      const sent: object[] = [];
      const lane = new FileLane(unusable, (message) => sent.push(message));
      const message = { weights: large(0) };
      lane.post(message);
      lane.post(message);
      assert.ok(sent[0] === message && sent[1] === message);
    }
  });

  it('goes on using its file where a message could not be sent', () => {
    const sent: object[] = [];
    let fails = true;
    const lane = new FileLane(files, (message) => {
      if (fails) throw new TypeError('cannot be cloned');
      sent.push(message);
    });
    assert.throws(() => lane.post({ weights: large(0) }), /cannot be cloned/);
    fails = false;
    lane.post({ weights: large(0) });
    assert.ok(!('weights' in sent[0]!));
  });
});
