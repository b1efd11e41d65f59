import { closeSync, constants, openSync } from 'node:fs';

/** Linux keeps files there in memory. */
const FOLDER = '/dev/shm';

/** A file without a name; Node does not list this flag of Linux. */
const WITHOUT_NAME = constants.O_DIRECTORY | 0o20000000;

/**
 * Two files in shared memory, to be inherited by a process: one for what goes to it, one for what comes back.
 *
 * They have no name, so that nobody has to remove them: their memory is free again when the last process that has them open
 * has closed them or has ended, however that ends.
 *
 * @returns their descriptors; none where there is no such memory, as on other systems than Linux.
 */
export function openSharedFiles(folder = FOLDER): number[] {
  const files: number[] = [];
  try {
    for (let i = 0; i < 2; i++) files.push(openSync(folder, WITHOUT_NAME | constants.O_RDWR, 0o600));
    return files;
  } catch {
    closeFiles(files);
    return [];
  }
}

/** Closes them, once. */
export function closeFiles(files: number[]): void {
  for (const file of files.splice(0)) closeSync(file);
}
