export { showProgress } from './showProgress.js';
export { writePredictions } from './writePredictions.js';
export { writeReports } from './writeReports.js';
