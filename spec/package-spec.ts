import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, root } from './support/root.js';
import { type Run, runCompiler, runNode } from './support/runNode.js';

interface Manifest {
  readonly name: string;
  readonly exports: { readonly [subpath: string]: string | object };
}

describe('the package, installed in an empty project with rxjs', () => {
  const { name, exports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as Manifest;
  const specifiers = Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => `${name}${subpath.slice(1)}`);
  let project: string;
  let installed: string;

  before('pack and install it', function () {
    this.timeout(300_000);
    project = mkdtempSync(join(tmpdir(), 'adlstream-package-'));
    installed = join(project, 'node_modules', name);
    // Without its scripts, since those would build anew what this very run is made of.
    const packed = npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
    const { filename } = (JSON.parse(packed) as [{ filename: string }])[0];
    write('package.json', { private: true, type: 'module', allowScripts: { 'core-js': false } });
    npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`, 'rxjs@7');
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  for (const specifier of specifiers) {
    it(`${specifier} can be imported alone`, async () => {
      assert.equal((await node(`await import('${specifier}')`)).failure, undefined);
    });
  }

  it('its package.json can be imported', async () => {
    const { stdout } = await node(
      `console.log((await import('${name}/package.json', { with: { type: 'json' } })).default.name)`,
    );
    assert.equal(stdout.trim(), name);
  });

  it('its command explains itself', async () => {
    const { stdout } = await runNode([join(project, 'node_modules', '.bin', name), '--help'], project);
    assert.match(stdout, /^Usage: adlstream/);
  });

  it('every subpath type-checks with TypeScript 7 and the types of Node', async () => {
    const types = { types: ['node'], typeRoots: [inRoot('node_modules', '@types')], exactOptionalPropertyTypes: true };
    assert.equal((await typeCheck(7, types)).failure, undefined);
  });

  it('every subpath type-checks with TypeScript 6 and the types of the web', async () => {
    assert.equal((await typeCheck(6, { lib: ['es2023', 'esnext.disposable', 'dom'] })).failure, undefined);
  });

  it('no types of tfjs or threads are asked for', async () => {
    const { stdout } = await typeCheck(7, { lib: ['es2023', 'esnext.disposable', 'dom'], listFiles: true });
    const files = stdout.split('\n').filter((line) => line.includes('/node_modules/'));
    assert.notEqual(files.length, 0);
    assert.deepEqual(
      files.filter((file) => /node_modules\/(@tensorflow|threads)\//.test(file)),
      [],
    );
  });

  it('has a whole source map beside every module, and nothing that only we need', () => {
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual([...new Set(files.map((file) => file.split(/[\\/]/)[0]))].sort(), ['bin', 'lib']);
    for (const file of files.filter((file) => file.endsWith('.js'))) {
      const map = JSON.parse(readFileSync(join(installed, 'dist', `${file}.map`), 'utf8')) as {
        sourcesContent?: string[];
      };
      assert.equal(map.sourcesContent?.length, 1, file);
    }
  });

  function write(file: string, content: object): void {
    writeFileSync(join(project, file), JSON.stringify(content));
  }

  function node(program: string): Promise<Run> {
    return runNode(['--input-type=module', '--eval', program], project);
  }

  /** A strict project of its own that uses all subpaths and checks their declarations too. */
  function typeCheck(version: 6 | 7, options: object): Promise<Run> {
    const imports = specifiers.map((specifier, i) => `import * as m${i} from '${specifier}';\n`);
    writeFileSync(
      join(project, 'index.ts'),
      `${imports.join('')}export default [${imports.map((_, i) => `m${i}`)}];\n`,
    );
    const base = {
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2023', 'esnext.disposable'],
      types: [],
      noEmit: true,
    };
    write('tsconfig.json', {
      compilerOptions: { ...base, strict: true, skipLibCheck: false, ...options },
      files: ['index.ts'],
    });
    return runCompiler(version, ['-p', '.'], project);
  }
});

function npm(cwd: string, ...args: string[]): string {
  // Within `npm test`, npm tells its children which project they are in; these ones are in another.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'npm_config_local_prefix'));
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
