import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateDots } from './generateDots.js';
import { generateElementwise } from './generateElementwise.js';
import { generateInterpreter } from './generateInterpreter.js';
import { generateTiles } from './generateTiles.js';

/**
 * Puts the kernels of the fast engine into `dist`: `plain.wasm`, the default, and `relaxed.wasm`. The compiler takes seconds,
 * so what it made is kept, under a digest of sources and compiler, for the next build.
 */
const sourceFolder = 'lib/engine/fast/kernels/assembly';
const outFolder = 'dist/lib/engine/fast/kernels';
const cacheFolder = 'node_modules/.cache/adlstream-kernels';

const sources = new Map<string, string>(
  readdirSync(sourceFolder).map((file) => [file, readFileSync(`${sourceFolder}/${file}`, 'utf8')]),
);
sources.set('elementwise.ts', generateElementwise());
sources.set('tiles.ts', generateTiles());
sources.set('dots.ts', generateDots());
sources.set('interpreter.ts', generateInterpreter());

// No runtime and no assertions: the module then imports its memory and nothing else, and has no data segment.
const common = ['-O3', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--noAssert'];
const builds = {
  plain: [...common, '--enable', 'simd'],
  relaxed: [...common, '--enable', 'simd', '--enable', 'relaxed-simd'],
};

// The library's types would put AssemblyScript's globals in place of Node's, so the command is run.
const asc = import.meta.resolve('assemblyscript/asc');
const { version } = JSON.parse(readFileSync(new URL('../package.json', asc), 'utf8')) as { readonly version: string };

for (const [build, options] of Object.entries(builds)) {
  const digest = createHash('sha256')
    .update(JSON.stringify([version, options, [...sources]]))
    .digest('hex');
  const kept = `${cacheFolder}/${build}-${digest}.wasm`;
  if (!existsSync(kept)) compile(options, kept);
  copyFileSync(kept, `${outFolder}/${build}.wasm`);
}

function compile(options: readonly string[], outFile: string): void {
  const folder = `${cacheFolder}/source`;
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of sources) writeFileSync(`${folder}/${file}`, text);
  const command = fileURLToPath(new URL('../bin/asc.js', asc));
  // Under another name until it is whole.
  const unfinished = `${outFile}.tmp`;
  const args = [command, `${folder}/interpreter.ts`, ...options, '--outFile', unfinished];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
  renameSync(unfinished, outFile);
}
