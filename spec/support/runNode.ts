import { spawn } from 'node:child_process';
import { inRoot } from './root.js';

export interface Run {
  /** What went wrong, with all that was printed; `undefined` where the program ended by itself with code 0. */
  readonly failure: string | undefined;
  readonly stdout: string;
}

/** Runs Node with `args` in the folder `cwd`, for at most `limitMs`. */
export function runNode(args: readonly string[], cwd: string, limitMs = 45_000): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part;
      all += part;
    });
    child.stderr.on('data', (part: Buffer) => {
      all += part;
    });
    child.on('error', (error) => resolve({ failure: error.message, stdout }));
    child.on('close', (code, signal) => {
      const end = signal === null ? `ended with code ${code}` : `did not end within ${limitMs} ms`;
      resolve({ failure: code === 0 ? undefined : `${end}\n${all}`, stdout });
    });
  });
}

/** Runs one of the compilers with `args`: TypeScript 7, or 6, whose users may be with us for a while. */
export function runCompiler(version: 6 | 7, args: readonly string[], cwd: string): Promise<Run> {
  const compiler = version === 6 ? 'typescript/bin/tsc6' : '@typescript/native/bin/tsc';
  return runNode([inRoot('node_modules', compiler), ...args], cwd);
}
