import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './root.js';

/** A program in the documentation. */
export interface CodeBlock {
  /** The file it stands in, from the project's root. */
  readonly file: string;
  /** Where its first line stands there, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** How it is marked: `ts`, or `ts no-run` where it can only be type-checked; anything else is a mistake. */
  readonly mark: string;
}

/** Every `ts` block of the README and of the pages under `docs/`, and every `@example` of the library's docstrings. */
export function codeBlocks(): CodeBlock[] {
  const pages = filesUnder('docs', '.md').filter((file) => !file.startsWith(join('docs', 'api')));
  return [
    ...['README.md', ...pages].flatMap((file) => markdownBlocks(file, read(file))),
    ...filesUnder('lib', '.ts').flatMap((file) => docstringBlocks(file, read(file))),
  ];
}

export function markdownBlocks(file: string, text: string, firstLine = 1): CodeBlock[] {
  const fences = [...text.matchAll(/^ *```((?:ts|tsx|typescript|js|mjs|javascript)\b[^\n]*)\n(.*?)^ *```$/gms)];
  return fences.map(({ index, 1: mark = '', 2: code = '' }) => {
    return { file, line: lineAt(text, index, firstLine) + 1, code, mark: mark.trimEnd() };
  });
}

/** What follows an `@example` is a program as it stands, or blocks as in a page. */
export function docstringBlocks(file: string, source: string): CodeBlock[] {
  return [...source.matchAll(/^[ \t]*\/\*\*.*?\*\//gms)].flatMap((comment) => {
    const firstLine = lineAt(source, comment.index, 1);
    const text = comment[0].replace(/\s*\*\/$/, '\n').replace(/^[ \t]*(\/\*\*|\*) ?/gm, '');
    const bare = [...text.matchAll(/^@example\n(?!```)(.*?)(?=^@\w|(?!.))/gms)].map((example) => {
      return { file, line: lineAt(text, example.index, firstLine) + 1, code: example[1] ?? '', mark: 'ts' };
    });
    return [...bare, ...markdownBlocks(file, text, firstLine)];
  });
}

/** What a program says that it prints: the comments behind its `console.log(…);`, each the whole line that is printed. */
export function promisedOutput(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, line = '']) => line.trimEnd());
}

function lineAt(text: string, index: number, firstLine: number): number {
  return text.slice(0, index).split('\n').length - 1 + firstLine;
}

function filesUnder(folder: string, ending: string): string[] {
  const names = readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

function read(file: string): string {
  return readFileSync(inRoot(file), 'utf8');
}
