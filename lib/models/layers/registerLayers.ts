import type * as Tf from '@tensorflow/tfjs';
import { decoderClass } from './DecoderLayer.js';
import { dropoutClass } from './DropoutLayer.js';
import { echoStateClass } from './EchoStateLayer.js';
import { multiHeadAttentionClass } from './MultiHeadAttentionLayer.js';
import { positionalEncodingClass } from './PositionalEncodingLayer.js';
import { resetAfterGruClass } from './ResetAfterGruLayer.js';
import { temporalConv1dClass } from './TemporalConv1dLayer.js';

/** Makes all layers of this package known to a tfjs, so that saved networks that have them can be loaded. */
export function registerLayers(tf: typeof Tf): void {
  for (const layer of [
    dropoutClass,
    temporalConv1dClass,
    multiHeadAttentionClass,
    echoStateClass,
    positionalEncodingClass,
    decoderClass,
    resetAfterGruClass,
  ]) {
    layer(tf);
  }
}
