// `npm run install:tensorflow [-- --gpu]`: the optional peer of the engine `tensorflow`, on networks that reach package
// registries only: tfjs-node's own installer asks another host. What is built is kept outside node_modules, for all clones.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTensorflow, TENSORFLOW } from './buildTensorflow.mjs';
import { installMissing, npm } from './install.mjs';
import { oneAtATime } from './oneAtATime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const name = '@tensorflow/tfjs-node';
const version = read('package.json').peerDependencies[name];
const sources = join(root, 'node_modules', name);
const options = process.argv.slice(2);
const gpu = options.includes('--gpu');
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'adlstream');
const folder = join(cache, `tensorflow-${TENSORFLOW}-${gpu ? 'gpu' : 'cpu'}-tfjs-node-${version}`);

try {
  const wrong = options.find((option) => option !== '--gpu');
  if (wrong !== undefined) throw new Error(`There is no option ${wrong}; there is --gpu.`);
  checkMachine();
  const waits = () => console.error('Another run is at it; waiting for its end …');
  await oneAtATime('adlstream install:tensorflow', install, waits);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function install() {
  installMissing();
  installPackage();
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    buildTensorflow(folder, { gpu, sources, nodeHeaders: join(root, 'node_modules', 'node-api-headers', 'include') });
  }
  link();
  console.log(`tfjs-node ${version} on ${tryIt()}, in ${folder}`);
}

function checkMachine() {
  const { platform, arch } = process;
  const { glibcVersionRuntime: glibc } = process.report.getReport().header;
  if (platform === 'linux' && arch === 'x64' && glibc !== undefined) return;
  throw new Error(
    `This is for Linux on x64 with glibc, not for ${platform} on ${arch}; try: npm install ${name}@${version}`,
  );
}

/** Without the scripts of any package, and without a word of it in package.json and the lock file. */
function installPackage() {
  if (lstatSync(join(root, 'node_modules')).isSymbolicLink()) {
    throw new Error('node_modules is a link, and npm would put a folder in its place.');
  }
  if (existsSync(join(sources, 'package.json')) && read('node_modules', name, 'package.json').version === version)
    return;
  // As it is a peer, npm installs it only where it is asked to save it as something else; and then it does not save it.
  const how = ['--save-prod', '--no-save', '--ignore-scripts', '--include=dev'];
  if (!npm('install', ...how, `${name}@${version}`)) throw new Error(`npm could not install ${name}@${version}.`);
}

/** The package's folder of native files becomes a link, at once. */
function link() {
  const lib = join(sources, 'lib');
  if (lstatSync(lib, { throwIfNoEntry: false })?.isDirectory()) rmSync(lib, { recursive: true });
  rmSync(`${lib}.new`, { force: true });
  symlinkSync(folder, `${lib}.new`);
  renameSync(`${lib}.new`, lib);
}

/** @returns TensorFlow's own version and the device it computes on. */
function tryIt() {
  const script = `
    const { binding, isUsingGpuDevice } = require('${name}').backend();
    console.log('TensorFlow ' + binding.TF_Version + ', device ' + (isUsingGpuDevice ? 'GPU' : 'CPU'));`;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: gpu ? '0' : '1' };
  const { status, signal, stdout } = spawnSync(process.execPath, ['--eval', script], {
    ...{ cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] },
  });
  if (status === 0) return stdout.trim();
  rmSync(join(sources, 'lib'));
  throw new Error(`It does not load (${status ?? signal}). Built anew after: rm -r ${folder}`);
}

function read(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
}
