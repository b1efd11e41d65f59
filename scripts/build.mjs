import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built');
const sources = ['lib', 'bin', 'spec', 'examples', 'bench', 'scripts'];
/** What is run by Node, one after the other. */
const steps = [['node_modules/@typescript/native/bin/tsc', '-p', '.'], ['dist/bin/kernels/buildKernels.js']];
const settings = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** Compiles everything anew, so that nothing of a removed source stays behind. @returns whether it went well. */
export function build() {
  const print = fingerprint();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const runs = (step) => spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit' }).status === 0;
  if (!steps.every(runs)) return false;
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, print);
  return true;
}

/** Compiles where a source has been added, changed or removed since. @returns whether all is built. */
export function buildMissing() {
  let built;
  try {
    built = readFileSync(stamp, 'utf8');
  } catch {}
  return built === fingerprint() || build();
}

/** Names, times and sizes of all that a build depends on. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const folder of sources) {
    for (const name of filesIn(folder)) hash.update(line(join(folder, name)));
  }
  for (const name of settings) hash.update(line(name));
  return hash.digest('hex');
}

function filesIn(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true }).sort();
  } catch {
    return [];
  }
}

function line(path) {
  const { mtimeMs, size } = statSync(join(root, path));
  return `${path} ${mtimeMs} ${size}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build() ? 0 : 1;
