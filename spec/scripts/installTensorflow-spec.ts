import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root.js';

const script = join(root, 'scripts', 'installTensorflow.mjs');
const isForThis = process.platform === 'linux' && process.arch === 'x64';

describe('npm run install:tensorflow', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'adlstream-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (env: NodeJS.ProcessEnv, ...options: string[]) =>
    spawnSync(process.execPath, [script, ...options], { encoding: 'utf8', env: { ...process.env, ...env } });

  it('refuses an option that it does not have', () => {
    const { status, stderr } = run({}, '--gpus');
    assert.deepEqual([status, stderr], [1, 'There is no option --gpus; there is --gpu.\n']);
  });

  (isForThis ? it : it.skip)('names what the machine lacks, and leaves nothing half done', () => {
    const program = `
      import { buildTensorflow } from '${join(root, 'scripts', 'buildTensorflow.mjs')}';
      try {
        buildTensorflow('${join(folder, 'made')}', { gpu: false, sources: '', nodeHeaders: '' });
      } catch (error) {
        console.log(error.message);
      }`;
    const tools = join(folder, 'bin');
    mkdirSync(tools);
    const lacks = () =>
      spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        ...{ encoding: 'utf8', env: { PATH: tools } },
      }).stdout;
    assert.match(lacks(), /^Python 3 with pip is missing.*apt install python3-pip\n$/);
    symlinkSync('/bin/true', join(tools, 'python3'));
    assert.match(lacks(), /^A C\+\+ compiler, g\+\+, is missing.*apt install g\+\+\n$/);
    // A pip that fetches nothing.
    symlinkSync('/bin/true', join(tools, 'g++'));
    assert.match(lacks(), /ENOENT.*wheel/);
    assert.ok(!existsSync(join(folder, 'made')) && !existsSync(join(folder, 'made.partial')));
  });

  (isForThis ? it : it.skip)(
    'does one thing at a time, though several are started at once and one is killed',
    async () => {
      const program = (work: string) => `
      import { oneAtATime } from '${join(root, 'scripts', 'oneAtATime.mjs')}';
      import { setTimeout as wait } from 'node:timers/promises';
      await oneAtATime('${folder}', async () => { ${work} }, () => console.log('waits'));`;
      const start = (work: string) => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', program(work)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const ended = once(child, 'close');
        return { child, ended, says: () => once(child.stdout.setEncoding('utf8'), 'data') };
      };
      const first = start("console.log('begins'); await new Promise(() => setInterval(() => {}, 1000));");
      assert.deepEqual(await first.says(), ['begins\n']);
      const second = start("console.log('begins');");
      assert.deepEqual(await second.says(), ['waits\n']);
      const begins = second.says();
      first.child.kill('SIGKILL');
      assert.deepEqual(await begins, ['begins\n']);
      assert.deepEqual(await second.ended, [0, null]);
    },
  );
});
