/** The class of the Python original on a CSV file: the trainer on GPU 0 and the predictor on GPU 1 or, without, both on the CPU. */
import { fileURLToPath } from 'node:url';
import { ADLStream, classificationStreamGenerator, prequentialEvaluator } from 'adlstream';
import { minMax } from 'adlstream/preprocess';
import { csv } from 'adlstream/source';

const file = process.argv[2] ?? fileURLToPath(new URL('../../examples/data/sea.csv', import.meta.url));

const adlstream = new ADLStream({
  streamGenerator: classificationStreamGenerator(csv(file), {
    classes: ['0', '1'],
    label: 'class',
    preprocessingSteps: [minMax()],
  }),
  evaluator: prequentialEvaluator({ chunkSize: 50, metric: 'kappa', fadingFactor: 0.98 }),
  batchSize: 10,
  numBatchesFed: 20,
  modelArchitecture: 'mlp',
  modelLoss: 'categoricalCrossentropy',
  modelOptimizer: 'adam',
  modelParameters: { hiddenLayers: [32, 16], activation: 'relu' },
  trainGpuIndex: 0,
  predictGpuIndex: 1,
});
adlstream.report$.subscribe(({ instances, over }) => console.log(instances, over.prequential.kappa));

// Without GPUs it says: There are no enough GPU devices, using CPU: no GPU 0 for the trainer, no GPU 1 for the predictor.
const last = await adlstream.run();
console.log('baseline:', last.baselines['noChange']?.prequential.kappa);
const network = await adlstream.model();
console.log('arrays of weights:', network.getWeights().length);
