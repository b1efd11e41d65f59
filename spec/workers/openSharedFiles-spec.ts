import assert from 'node:assert/strict';
import { fstatSync } from 'node:fs';
import { closeFiles, openSharedFiles } from '../../lib/workers/openSharedFiles.js';

describe('openSharedFiles', () => {
  it('opens two files of its own that nobody else may read and that have no name to be left behind', function () {
    const files = openSharedFiles();
    if (files.length === 0) this.skip();
    const stats = files.map((file) => fstatSync(file));
    closeFiles(files);
    assert.deepEqual(
      stats.map(({ nlink, mode }) => [nlink, mode & 0o777]),
      [
        [0, 0o600],
        [0, 0o600],
      ],
    );
    assert.notEqual(stats[0]!.ino, stats[1]!.ino);
  });

  it('opens none where there is no such memory, or it may not be written', () => {
    assert.deepEqual(openSharedFiles('/dev/nowhere'), []);
    assert.deepEqual(openSharedFiles('/proc'), []);
  });
});

describe('closeFiles', () => {
  it('closes them, once', function () {
    const files = openSharedFiles();
    if (files.length === 0) this.skip();
    const [first] = files;
    closeFiles(files);
    closeFiles(files);
    assert.throws(() => fstatSync(first!), /EBADF/);
  });
});
