/** Something that was asked for on the command line and cannot be had; the message says what, and what to give. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
