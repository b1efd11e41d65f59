import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../lib/engine/fast/compile.js';
import { clean } from '../../../lib/engine/fast/ir/clean.js';
import { codeOf, instructions } from '../../../lib/engine/fast/kernels/instructions.js';
import { lower } from '../../../lib/engine/fast/lower/lower.js';
import type { Graph, Operand } from '../../../lib/engine/fast/trace/Graph.js';
import { tracePrediction, traceStep } from '../../../lib/engine/fast/trace/traceModel.js';
import { sgd } from '../../../lib/optimizers/index.js';
import { layers, onCpu, traceable } from '../../support/parity.js';
import { inRoot } from '../../support/root.js';

const page = readFileSync(inRoot('docs', 'engine', 'fast.md'), 'utf8');

/** The block of text below the comment of that name. */
function block(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\\s+\`\`\`text\\n([^\`]*)\n\`\`\``).exec(page);
  assert.ok(found, `the page has a block '${name}'`);
  return found[1]!;
}

const letters = { input: 'in', variable: 'w', constant: 'c', computed: 'v' };

function list({ values, calls }: Graph): string {
  const show = ({ value, shape }: Operand) => {
    const { kind, ...rest } = values[value]!;
    return `${letters[kind]}${value}[${shape}]${'data' in rest ? `=${rest.data[0]}` : ''}`;
  };
  return calls
    .map(({ kernel, inputs, outputs }) => {
      return `${kernel.padEnd(14)} ${Object.values(inputs).map(show).join(' ')} -> ${outputs.map(show).join()}`;
    })
    .join('\n');
}

describe('the page on the fast engine', () => {
  const model = traceable(
    layers(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), tf.layers.dense({ units: 2 })),
    {
      loss: (labels, output) => tf.losses.softmaxCrossEntropy(labels, output),
      predict: (output) => tf.softmax(output as tf.Tensor2D),
      isClassifier: true,
    },
  );

  it('shows the calls that are recorded, and those that are left', () => {
    const { graph, loss, gradients } = onCpu(() => traceStep(model, 3, 1));
    assert.equal(block('calls'), list(graph));
    const roots = [loss, ...gradients.values()];
    assert.equal(block('cleaned'), list(clean({ values: graph.values, calls: graph.calls, roots })));
  });

  it('shows the first instruction', () => {
    const { graph, output } = onCpu(() => tracePrediction(model, 3));
    const [first] = lower(clean({ values: graph.values, calls: graph.calls, roots: [output] })).instructions;
    const words = instructions[codeOf(first!.name)]!.operands.map((operand, i) => {
      const word = first!.words[i]!;
      return `${operand}=${typeof word === 'number' ? word : `v${word.value}`}`;
    });
    assert.equal(block('first'), [first!.name, ...words].join(' '));
  });

  it('shows the integers of the prediction', () => {
    const { predict } = onCpu(() => compile(model, { optimizer: sgd(), seed: 1 })).program;
    assert.equal(block('words'), predict.words.join(' '));
    assert.equal(block('perRow'), predict.perRow.join(' '));
  });
});
