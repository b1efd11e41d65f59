import { type CnnParameters, cnn } from '../models/cnn.js';
import { ernn } from '../models/ernn.js';
import { type EsnParameters, esn } from '../models/esn.js';
import { gru } from '../models/gru.js';
import { lstm } from '../models/lstm.js';
import type { Model } from '../models/Model.js';
import { type MlpParameters, mlp } from '../models/mlp.js';
import type { RecurrentParameters } from '../models/recurrent.js';
import { type TcnParameters, tcn } from '../models/tcn.js';
import { type TransformerParameters, transformer } from '../models/transformer.js';
import type { Target } from '../target/Target.js';
import type { PlainData } from '../types.js';

/** The architectures of the original. */
export type ModelArchitecture = 'mlp' | 'lstm' | 'gru' | 'ernn' | 'esn' | 'cnn' | 'tcn' | 'transformer';

/** Of an architecture, under the original's names in camelCase. */
export type ModelParameters = { readonly [name: string]: PlainData };

/** What of a target parameters follow from. */
export type ImpliedBy = Pick<Target<unknown>, '_tag' | 'outputs' | 'width'>;

export interface Architecture {
  /** From the original's names, in camelCase, to its defaults. */
  readonly defaults: ModelParameters;
  /** From the original's names to ours, where they differ. */
  readonly names: { readonly [original: string]: string };
  /** Parameters that follow from the target here, and can only say the same. */
  implied(target: ImpliedBy): ModelParameters;
  create(parameters: ModelParameters): Model;
}

const outActivation = ({ _tag }: ImpliedBy) => ({ outActivation: _tag === 'Classes' ? 'softmax' : 'linear' });

const dense = { denseLayers: 'dense' };
const recurrent: Omit<Architecture, 'create'> = {
  implied: outActivation,
  defaults: { recurrentUnits: [64], recurrentDropout: 0, returnSequences: false, denseLayers: [], denseDropout: 0 },
  names: { ...dense, recurrentUnits: 'units', recurrentDropout: 'dropout' },
};
/** The dense layers of the original are linear where nothing else is said, or can be. */
const linear = { denseActivation: 'linear' };

/** The eight of the original, by its names and with its defaults; where its code departs from its documentation, as documented. */
export const architectures: { readonly [Name in ModelArchitecture]: Architecture } = {
  mlp: {
    defaults: { hiddenLayers: [32, 16, 8], dropout: 0, activation: 'linear' },
    names: { hiddenLayers: 'hidden' },
    implied: outActivation,
    create: (parameters) => mlp(parameters as MlpParameters),
  },
  lstm: {
    ...recurrent,
    defaults: { ...recurrent.defaults, ...linear },
    create: (parameters) => lstm(parameters as RecurrentParameters),
  },
  gru: {
    ...recurrent,
    // Keras' GRU.
    create: (parameters) => gru({ ...linear, resetAfter: true, ...parameters } as RecurrentParameters),
  },
  ernn: { ...recurrent, create: (parameters) => ernn({ ...linear, ...parameters } as RecurrentParameters) },
  esn: {
    defaults: { recurrentUnits: [64], returnSequences: false, denseLayers: [32], denseDropout: 0 },
    names: { ...dense, recurrentUnits: 'units' },
    implied: outActivation,
    create: (parameters) => esn({ ...linear, ...parameters } as EsnParameters),
  },
  cnn: {
    defaults: {
      ...{ convLayers: [64, 128], kernelSizes: [7, 5], poolSizes: [2, 2], activation: 'relu' },
      ...{ denseLayers: [], denseDropout: 0, ...linear },
    },
    names: { ...dense, convLayers: 'filters' },
    implied: outActivation,
    // No pooling is 0 there.
    create: ({ poolSizes, ...parameters }) =>
      cnn({ ...parameters, poolSizes: (poolSizes as number[]).map((size) => size || 1) } as CnnParameters),
  },
  tcn: {
    defaults: {
      ...{
        nbFilters: 64,
        kernelSize: 2,
        nbStacks: 1,
        dilations: [1, 2, 4, 8, 16],
        tcnDropout: 0,
        returnSequences: true,
      },
      ...{ activation: 'linear', padding: 'causal', useSkipConnections: true, useBatchNorm: false },
      ...{ denseLayers: [], denseDropout: 0, ...linear },
    },
    names: {
      ...{ ...dense, nbFilters: 'filters', nbStacks: 'stacks', tcnDropout: 'dropout' },
      ...{ useSkipConnections: 'skipConnections', useBatchNorm: 'batchNormalization' },
    },
    implied: outActivation,
    create: (parameters) => tcn(parameters as TcnParameters),
  },
  transformer: {
    defaults: {
      ...{ attribute: null, numHeads: 4, numLayers: 2, dModel: 16, dff: 64, peInput: 1000, peTarget: 1000 },
      ...{ dropoutRate: 0.1, activation: 'relu' },
    },
    names: {
      ...{ attribute: 'targets', numHeads: 'heads', numLayers: 'layers', dModel: 'modelSize', dff: 'feedForward' },
      dropoutRate: 'dropout',
    },
    implied: ({ outputs, width }) => ({ outputShape: [outputs / width, width] }),
    // There, positions are looked up in tables of these lengths; here they are computed, of any length.
    create: ({ peInput: _input, peTarget: _target, targets, ...parameters }) =>
      transformer({ ...parameters, targets: targets ?? [] } as TransformerParameters),
  },
};
