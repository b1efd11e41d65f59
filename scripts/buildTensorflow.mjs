import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const TENSORFLOW = '2.15.1';

/** Of the wheel's python, which need not be the one that is here: nothing of it is run. */
const PYTHON = '311';
const PLATFORMS = ['manylinux_2_17', 'manylinux2014', 'manylinux2010', 'manylinux1'].map((name) => `${name}_x86_64`);

const REMEDIES = {
  python3: 'Python 3 with pip is missing. On Debian and Ubuntu: apt install python3-pip',
  'g++': 'A C++ compiler, g++, is missing. On Debian and Ubuntu: apt install g++',
};

/** Writes the files of a wheel that begin with one prefix to under another. */
const UNPACK = `
import os, shutil, sys, zipfile
wheel, *rules = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        for prefix, target in zip(rules[::2], rules[1::2]):
            if not entry.filename.startswith(prefix) or entry.is_dir():
                continue
            path = target + entry.filename[len(prefix):]
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(entry) as source, open(path, 'wb') as file:
                shutil.copyfileobj(source, file, 1 << 20)
            os.chmod(path, (entry.external_attr >> 16) & 0o777 | 0o644)
        if entry.filename.endswith('.dist-info/METADATA'):
            print(archive.read(entry).decode())
`;

/**
 * Makes a folder of all that is native of tfjs-node, whole or not at all: TensorFlow's libraries out of its wheel for Python,
 * on GPUs with those of CUDA, and tfjs-node's binding, compiled against them.
 *
 * @param {string} folder what is made; its parent is made too
 * @param {{ gpu: boolean, sources: string, nodeHeaders: string }} options where tfjs-node's package and Node's headers are
 */
export function buildTensorflow(folder, { gpu, sources, nodeHeaders }) {
  for (const [tool, remedy] of Object.entries(REMEDIES)) {
    const asked = tool === 'python3' ? ['-m', 'pip', '--version'] : ['--version'];
    if (spawnSync(tool, asked).status !== 0) throw new Error(remedy);
  }
  const partial = `${folder}.partial`;
  const at = (...names) => join(partial, ...names);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(at('napi-v8'), { recursive: true });
  try {
    const wheel = gpu ? 'tensorflow' : 'tensorflow-cpu';
    console.error(`Fetching ${wheel} ${TENSORFLOW} …`);
    download(at('wheel'), [`${wheel}==${TENSORFLOW}`]);
    const metadata = unpack(at('wheel'), [
      ...['tensorflow/libtensorflow_', at('lib', 'libtensorflow_')],
      ...['tensorflow/include/tensorflow/c/', at('include/tensorflow/c/')],
      ...['tensorflow/include/tensorflow/core/platform/ctstring', at('include/tensorflow/core/platform/ctstring')],
      ...['tensorflow/include/tsl/platform/ctstring', at('include/tsl/platform/ctstring')],
      ...['tensorflow/include/tsl/c/', at('include/tsl/c/')],
    ]);
    if (gpu) {
      const needed = [...metadata.matchAll(/^Requires-Dist: (nvidia-[\w-]+) ?\(?==([\w.]+)/gm)];
      console.error(`Fetching ${needed.length} packages of CUDA …`);
      download(
        at('cuda'),
        needed.map(([, name, version]) => `${name}==${version}`),
      );
      // Where TensorFlow looks for them: beside the folder that it is in.
      unpack(at('cuda'), ['nvidia/', at('nvidia/')]);
    }
    console.error('Compiling the binding of tfjs-node …');
    run('g++', [
      ...['-shared', '-fPIC', '-O2', '-std=c++17', '-DNAPI_VERSION=8', '-I', nodeHeaders, '-I', at('include')],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(sources, 'binding', file)),
      ...['-o', at('napi-v8', 'tfjs_binding.node'), '-L', at('lib'), '-Wl,-rpath,$ORIGIN/../lib'],
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ]);
    for (const name of ['wheel', 'cuda', 'include']) rmSync(at(name), { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function download(folder, requirements) {
  const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', folder];
  const platforms = PLATFORMS.flatMap((name) => ['--platform', name]);
  const python = ['--python-version', PYTHON, '--implementation', 'cp', '--abi', `cp${PYTHON}`, '--abi', 'none'];
  run('python3', ['-m', 'pip', 'download', ...options, ...platforms, ...python, ...requirements]);
}

/** @returns the wheels' metadata */
function unpack(folder, rules) {
  return readdirSync(folder)
    .map((wheel) => run('python3', ['-c', UNPACK, join(folder, wheel), ...rules]))
    .join('\n');
}

function run(command, args) {
  const { status, signal, stdout } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 2], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} … ended with ${status ?? signal}`);
  return stdout;
}
