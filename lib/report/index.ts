export { writePredictions } from './writePredictions.js';
export { writeReports } from './writeReports.js';
