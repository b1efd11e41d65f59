import * as tf from '@tensorflow/tfjs';
import { Untraceable } from '../Untraceable.js';

/** Windows over [batch, height, width, channels], as the instructions for convolution and pooling want them. */
export type Windows = Readonly<
  Record<
    | 'batch'
    | 'height'
    | 'width'
    | 'channels'
    | 'outHeight'
    | 'outWidth'
    | 'filterHeight'
    | 'filterWidth'
    | 'strideY'
    | 'strideX'
    | 'dilationY'
    | 'dilationX'
    | 'top'
    | 'left',
    number
  >
>;

type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** The windows of a convolution of `x` with filters of the given shape. */
export function convolutionWindows(
  x: readonly number[],
  filter: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): Windows {
  if ((attributes['dataFormat'] ?? 'NHWC') !== 'NHWC')
    throw new Untraceable('a convolution', 'its channels come first');
  return windowsOf(
    tf.backend_util.computeConv2DInfo(
      x as [number, number, number, number],
      filter as [number, number, number, number],
      attributes['strides'] as number,
      (attributes['dilations'] ?? 1) as number,
      attributes['pad'] as 'same',
      attributes['dimRoundingMode'] as 'floor',
    ),
  );
}

/** The windows of a pooling of `x`. */
export function poolWindows(x: readonly number[], attributes: Readonly<Record<string, unknown>>): Windows {
  return windowsOf(
    tf.backend_util.computePool2DInfo(
      x as [number, number, number, number],
      attributes['filterSize'] as number,
      attributes['strides'] as number,
      1,
      attributes['pad'] as 'same',
      attributes['dimRoundingMode'] as 'floor',
    ),
  );
}

function windowsOf(info: Info): Windows {
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}
