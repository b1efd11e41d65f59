/** How `stream` reads. */
export interface StreamOptions {
  /** The least time between two rows, in milliseconds of `asyncScheduler`. @default 0 */
  readonly periodMs?: number;
  /** The longest that one read may take, in milliseconds; it does not run while nothing is read. @default no limit */
  readonly timeoutMs?: number;
  /** The most rows to read. @default no limit */
  readonly max?: number;
  /** Whether reading waits while the context has enough to do. @default true */
  readonly backpressure?: boolean;
}
