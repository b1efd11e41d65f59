/** An engine that cannot be had here, or cannot do what a network needs; the message says why. Then the next takes over. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
}
