export { type CsvOptions, csv } from './csv.js';
export { jsonLines } from './jsonLines.js';
export type { Rows, Source } from './Source.js';
export { type Sea, type SeaOptions, type SeaRow, sea } from './sea.js';
export { type SineOptions, type SineRow, sine } from './sine.js';
