// Mocha 8 and later no longer read mocha.opts, so this file hands it over: the options stay in that one list, one a line.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const options = { spec: [], require: [] };
for (const line of readFileSync(join(__dirname, 'mocha.opts'), 'utf8').split(/\r?\n/)) {
  const [, name, value = true] = /^--([\w-]+)(?:[=\s]+(\S+))?\s*$/.exec(line) ?? [];
  if (line.trim() === '' || line.startsWith('#')) continue;
  if (name === undefined) options.spec.push(line.trim());
  else if (Array.isArray(options[name])) options[name].push(value);
  else options[name] = value;
}
module.exports = options;
