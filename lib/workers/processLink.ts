import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { FileLane } from './FileLane.js';
import type { Link } from './Link.js';
import { closeFiles, openSharedFiles } from './openSharedFiles.js';

/** So much of what a process wrote to stderr last is kept, in characters. */
const LAST_WORDS = 2000;

/** The rest of stderr is waited for so long after the end, in milliseconds: a process of the worker's own may hold it open. */
const GRACE_MS = 200;

/**
 * Forks a process: a death of any kind, also in native code, leaves the host alone, and it sees the GPUs that it is given.
 *
 * @param gpu an index or a UUID. @default none
 */
export function processLink(gpu?: string): Link {
  const files = openSharedFiles();
  const child = fork(fileURLToPath(new URL('./serveProcess.cjs', import.meta.url)), files.map(inChild), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc', ...files],
    env: environment(process.env, gpu),
    execArgv: inheritedArguments(process.execArgv),
  });
  const stderr = child.stderr as Socket;
  const kill = () => void child.kill('SIGKILL');
  endWithHost(kill);
  const [toChild, fromChild] = files;
  const lane = new FileLane(
    fromChild === undefined ? [] : [fromChild, toChild!],
    (message) => void child.send(message, () => {}),
  );
  let lastWords = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  return {
    name: `process ${child.pid}`,
    post: (message) => lane.post(message),
    listen(received, gone) {
      let grace: NodeJS.Timeout | undefined;
      let how: { code: number | null; signal: string | null } = { code: null, signal: null };
      const receive = (message: unknown) => {
        const whole = lane.receive(message as object);
        if (whole !== undefined) received(whole);
      };
      const end = () => {
        clearTimeout(grace);
        // One that comes late would be read from a file that is closed.
        child.removeListener('message', receive);
        letGo(kill);
        closeFiles(files);
        gone({ ...how, lastWords: lastWords.trim() });
      };
      child.on('message', receive);
      child.once('close', end);
      child.once('exit', (code, signal) => {
        how = { code, signal };
        grace = setTimeout(() => {
          child.removeListener('close', end);
          stderr.destroy();
          end();
        }, GRACE_MS);
      });
      child.once('error', (error) => {
        if (child.pid !== undefined) return;
        lastWords = error.message;
        end();
      });
    },
    ref() {
      child.ref();
      child.channel?.ref();
    },
    unref() {
      child.unref();
      child.channel?.unref();
      stderr.unref();
    },
    kill,
  };
}

/** A file's descriptor in the child, which has four others before. */
const inChild = (_file: number, index: number) => String(4 + index);

/** Of all that live. */
const kills = new Set<() => void>();

const killAll = () => {
  for (const kill of kills) kill();
};

/** A process notices its host's end by itself, but not while it computes. */
function endWithHost(kill: () => void): void {
  if (kills.size === 0) process.on('exit', killAll);
  kills.add(kill);
}

function letGo(kill: () => void): void {
  kills.delete(kill);
  if (kills.size === 0) process.removeListener('exit', killAll);
}

/** Two workers on one machine would each start as many threads as it has cores. What the user has set stays. */
function environment(host: NodeJS.ProcessEnv, gpu = '-1'): NodeJS.ProcessEnv {
  const threads = String(Math.max(1, Math.floor(availableParallelism() / 2)));
  return {
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: threads,
    OMP_NUM_THREADS: threads,
    // From warnings on.
    TF_CPP_MIN_LOG_LEVEL: '1',
    // Both workers may be on one GPU, of which the first would take all memory.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...host,
    // As nvidia-smi counts them.
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: gpu,
  };
}

/** Node's own arguments, but for those that open a port of their own or say what to run. */
function inheritedArguments(host: readonly string[]): string[] {
  const inherited: string[] = [];
  for (let i = 0; i < host.length; i++) {
    const argument = host[i]!;
    if (/^(-e|-p|-pe|--eval|--print|--input-type)$/.test(argument)) i++;
    else if (!/^--(inspect|debug|watch|test|eval=|print=|input-type=)/.test(argument)) inherited.push(argument);
  }
  return inherited;
}
