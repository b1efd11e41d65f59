// Mocha 8 and later no longer read mocha.opts, so this file hands it over: the options stay in that one list.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const words = readFileSync(join(__dirname, 'mocha.opts'), 'utf8').split(/\s+/).filter(Boolean);
const options = { spec: [], 'node-option': [] };
const nodeOptions = new Set(['enable-source-maps', 'expose-gc']);
for (let i = 0; i < words.length; i++) {
  if (!words[i].startsWith('--')) options.spec.push(words[i]);
  else {
    const [name, inline] = words[i].slice(2).split('=');
    if (nodeOptions.has(name)) options['node-option'].push(name);
    else if (inline !== undefined) options[name] = inline === 'false' ? false : inline;
    else if (words[i + 1] !== undefined && /^\d+$/.test(words[i + 1])) options[name] = Number(words[++i]);
    else options[name] = true;
  }
}
module.exports = options;
