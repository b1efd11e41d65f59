import assert from 'node:assert/strict';
import { architectures, type ModelArchitecture } from '../../lib/adlstream/architectures.js';
import { modelOf } from '../../lib/adlstream/modelOf.js';

const classes = { _tag: 'Classes', outputs: 2, width: 2 } as const;
const forecast = { _tag: 'Values', outputs: 6, width: 2 } as const;

describe('modelOf', () => {
  it('has the eight of the original, each made with its defaults', () => {
    assert.deepEqual(Object.keys(architectures), ['mlp', 'lstm', 'gru', 'ernn', 'esn', 'cnn', 'tcn', 'transformer']);
    for (const name of Object.keys(architectures) as ModelArchitecture[])
      assert.equal(modelOf(name, {}, classes).model, name);
    const of = (name: ModelArchitecture) => modelOf(name, {}, classes).parameters;
    assert.deepEqual([of('mlp')['hidden'], of('mlp')['activation']], [[32, 16, 8], 'linear']);
    assert.deepEqual([of('lstm')['units'], of('lstm')['returnSequences']], [[64], false]);
    assert.deepEqual(
      [of('cnn')['filters'], of('cnn')['kernelSizes'], of('cnn')['poolSizes']],
      [
        [64, 128],
        [7, 5],
        [2, 2],
      ],
    );
    assert.deepEqual([of('esn')['dense'], of('esn')['denseActivation']], [[32], 'linear']);
    assert.deepEqual([of('tcn')['dilations'], of('tcn')['returnSequences']], [[1, 2, 4, 8, 16], true]);
    assert.deepEqual([of('transformer')['modelSize'], of('transformer')['dropout']], [16, 0.1]);
  });

  it("gives a transformer the original's parameters, and a GRU that resets after its product", () => {
    const { parameters } = modelOf('transformer', { attribute: [2, 0], numHeads: 2, dff: 8, peInput: 50 }, forecast);
    assert.deepEqual(
      [parameters['targets'], parameters['heads'], parameters['layers'], parameters['feedForward']],
      [[2, 0], 2, 2, 8],
    );
    assert.deepEqual(modelOf('transformer', { attribute: null }, forecast).parameters['targets'], []);
    assert.equal(modelOf('gru', {}, forecast).parameters['resetAfter'], true);
  });

  it('lets what follows from the target only say the same', () => {
    modelOf('transformer', { outputShape: [3, 2] }, forecast);
    modelOf('lstm', { outActivation: 'softmax' }, classes);
    assert.throws(
      () => modelOf('transformer', { outputShape: [2, 3] }, forecast),
      /modelParameters.outputShape.*\[3,2\]/s,
    );
    assert.throws(() => modelOf('lstm', { outActivation: 'softmax' }, forecast), /outActivation.*"linear"/s);
  });

  it("takes every parameter under the original's name, and says what is wrong under it", () => {
    const { parameters } = modelOf('gru', { recurrentUnits: [3, 5], recurrentDropout: 0.3, denseLayers: [7] }, classes);
    assert.deepEqual([parameters['units'], parameters['dropout'], parameters['dense']], [[3, 5], 0.3, [7]]);
    assert.deepEqual(modelOf('cnn', { poolSizes: [0, 2] }, classes).parameters['poolSizes'], [1, 2]);
    assert.throws(
      () => modelOf('gru', { recurrentUnits: [-1], units: [3] }, classes),
      /modelParameters.units.*modelParameters.recurrentUnits/s,
    );
    assert.throws(
      () => modelOf('arima' as never, {}, classes),
      /there are mlp, lstm, gru, ernn, esn, cnn, tcn, transformer/,
    );
  });
});
