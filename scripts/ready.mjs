// What `npm start` and `npm test` do first, so that they work on a fresh clone: install and build whatever is missing.
import { buildMissing } from './build.mjs';
import { installMissing } from './install.mjs';

installMissing();
if (!buildMissing()) process.exitCode = 1;
