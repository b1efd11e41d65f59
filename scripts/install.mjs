// Only Node's own modules here: on a fresh clone nothing else is there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs what package-lock.json asks for and node_modules lacks. */
export function installMissing() {
  const missing = firstMissing();
  if (missing === undefined) return;
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(`node_modules is a link, so it is left as it is: it lacks ${missing}.`);
    return;
  }
  console.error(`Installing what is missing (${missing}) …`);
  // `--include=dev`, since building needs the compiler even where NODE_ENV is 'production'.
  if (!npm('ci', '--include=dev')) process.exit(1);
}

/** Runs npm in the project, the one that runs this where there is one. @returns whether it went well. */
export function npm(...asked) {
  const { npm_execpath: path = '' } = process.env;
  const [command, ...first] = /npm-cli\.js$/.test(path) ? [process.execPath, path] : ['npm'];
  const args = [...first, ...asked, '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error !== undefined) console.error(error.message);
  return status === 0;
}

/** npm writes what it has installed to a hidden lock file, and does so last: after a broken install there is none. */
function firstMissing() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (installed === undefined) return 'all dependencies';
  return Object.keys(wanted).find((path) => {
    const { version, optional, devOptional } = wanted[path];
    if (path === '' || ((optional || devOptional) && installed[path] === undefined)) return false;
    return installed[path]?.version !== version || !existsSync(join(root, path, 'package.json'));
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
