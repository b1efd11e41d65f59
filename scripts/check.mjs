// `npm run check`: all that can be said of the project without running it. A check that fails shows what it found.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installMissing } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = {
  'lock file': 'npm ci --dry-run --loglevel=error',
  types: 'node scripts/build.mjs',
  'lint and format': 'biome ci --colors=off --error-on-warnings',
  package: 'publint --strict',
  'package types': 'attw --pack . --profile esm-only',
  'API reference': 'typedoc --emit none --treatWarningsAsErrors',
  'docs links': 'markdownlint-cli2',
};

installMissing();
const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
let failed = 0;
for (const [name, command] of Object.entries(checks)) {
  const start = performance.now();
  const options = { cwd: root, env: { ...process.env, PATH }, shell: true, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(command, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status !== 0) {
    failed++;
    process.stdout.write(stdout + stderr);
  }
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${command}, ${seconds} s)`);
}
if (failed > 0) {
  console.log(`${failed} of ${Object.keys(checks).length} checks failed`);
  process.exitCode = 1;
}
