import { parentPort } from 'node:worker_threads';

// What a worker takes that does nothing but say that it is there, and stays.

parentPort?.postMessage('ready');
process.send?.('ready');
(parentPort ?? process).on('message', () => {});
