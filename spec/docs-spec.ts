import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks, docstringBlocks, markdownBlocks, promisedOutput } from './support/codeBlocks.js';
import { inTurns } from './support/inTurns.js';
import { inRoot } from './support/root.js';
import { type Run, runCompiler, runNode } from './support/runNode.js';

describe('the programs in the documentation', () => {
  // Inside the project, so that they can import 'adlstream' by its own name.
  const folder = inRoot('dist', 'docs-blocks');
  const blocks = codeBlocks().map((block) => {
    return { ...block, name: `${block.file.replaceAll(/[\\/]/g, '-')}-${block.line}` };
  });
  let errors: string[];
  let runs: Promise<Run>[];
  let workplace: string;

  before('type-check all together, and start running them', async function () {
    this.timeout(120_000);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const { name, line, code } of blocks) {
      // At the line where it stands in the documentation, so that what the compiler says leads there.
      await writeFile(join(folder, `${name}.ts`), '\n'.repeat(line - 1) + code);
    }
    const compilerOptions = {
      rootDir: '.',
      outDir: '.',
      types: ['node'],
      declaration: false,
      moduleDetection: 'force',
    };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await runCompiler(7, ['-p', '.', '--pretty', 'false'], folder);
    errors = stdout.split(/\n(?=\S)/).filter((error) => error.trim() !== '');

    workplace = await mkdtemp(join(tmpdir(), 'adlstream-docs-'));
    const data = inRoot('examples', 'data');
    if (existsSync(data)) await cp(data, workplace, { recursive: true });
    runs = inTurns(blocks, async ({ name, mark }) => {
      if (mark === 'ts no-run') return { failure: undefined, stdout: '' };
      return runNode(['--enable-source-maps', join(folder, `${name}.js`)], workplace);
    });
  });

  after(() => rm(workplace, { recursive: true, force: true }));

  for (const [i, { file, line, name, code, mark }] of blocks.entries()) {
    const isRun = mark !== 'ts no-run';
    it(`${file}:${line} type-checks${isRun ? ', runs, and prints what it says' : ''}`, async () => {
      assert.match(mark, /^ts( no-run)?$/);
      assert.deepEqual(
        errors.filter((error) => error.startsWith(`${name}.ts(`)),
        [],
      );
      const { failure, stdout } = await runs[i]!;
      assert.equal(failure, undefined);
      if (isRun) assert.deepEqual(kept(promisedOutput(code), stdout.split('\n')), promisedOutput(code), stdout);
    });
  }

  it('have no type error beside them', () => {
    const own = blocks.map(({ name }) => `${name}.ts(`);
    assert.deepEqual(
      errors.filter((error) => !own.some((start) => error.startsWith(start))),
      [],
    );
  });
});

describe('the search for them', () => {
  it('finds the programs in a page, and how they are marked', () => {
    const page =
      'a\n\n```ts\nf();\ng();\n```\n\n```sh\nls\n```\n\n- x\n\n  ```ts no-run\n  h();\n  ```\n\n```js\ni();\n```\n';
    assert.deepEqual(markdownBlocks('a.md', page), [
      { file: 'a.md', line: 4, code: 'f();\ng();\n', mark: 'ts' },
      { file: 'a.md', line: 15, code: '  h();\n', mark: 'ts no-run' },
      { file: 'a.md', line: 19, code: 'i();\n', mark: 'js' },
    ]);
  });

  it('finds the examples of docstrings, bare or fenced', () => {
    const bare = '/**\n * One.\n *\n * @example\n * f();\n *\n * g();\n * @see h\n */\n';
    const fenced = '  /**\n   * @example\n   * ```ts\n   * f();\n   * ```\n   */\n';
    assert.deepEqual(docstringBlocks('a.ts', `${bare}${fenced}const glob = '/**/*.ts';\n`), [
      { file: 'a.ts', line: 5, code: 'f();\n\ng();\n', mark: 'ts' },
      { file: 'a.ts', line: 13, code: 'f();\n', mark: 'ts' },
    ]);
  });

  it('reads what a program says that it prints', () => {
    assert.deepEqual(promisedOutput('console.log(f(1)); // 0.5\n  console.log(2) // two: "2"\nf(); // no\n'), [
      '0.5',
      'two: "2"',
    ]);
  });
});

/** Of `promised`, what was printed, in that order. */
function kept(promised: readonly string[], printed: readonly string[]): string[] {
  let next = 0;
  return promised.filter((line) => {
    const at = printed.indexOf(line, next);
    if (at >= 0) next = at + 1;
    return at >= 0;
  });
}
