/** What an optimizer does to gradients that are too great, before it takes its step: first by value, then by norm. */
export type Clipping = {
  /** Each gradient's number is kept from `-clipValue` to `clipValue`; above 0. Left out: as it is. */
  readonly clipValue?: number;
  /**
   * Where the norm of all gradients together is greater, they are scaled down to it; above 0. Left out: as they are.
   * Agrees with Keras' `global_clipnorm` and PyTorch's `clip_grad_norm_`.
   */
  readonly clipNorm?: number;
};

/** The ranges of what there is to give. */
export const clippingRanges = { clipValue: 'positive', clipNorm: 'positive' } as const;

/** Only what is given, so that a description without clipping says nothing of it. */
export function givenClipping({
  clipValue,
  clipNorm,
}: { [name in keyof Clipping]: Clipping[name] | undefined }): Clipping {
  return { ...(clipValue !== undefined && { clipValue }), ...(clipNorm !== undefined && { clipNorm }) };
}
