import { availableParallelism, cpus } from 'node:os';

/** What figures were measured on, in words. */
export function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`;
}
