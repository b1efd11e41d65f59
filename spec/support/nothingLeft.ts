const graceMs = 30_000;

// Mocha passes these on without failing for them.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

/**
 * Mocha, without `--exit`, ends when nothing is left that keeps the process alive. Where something is left, the run would
 * hang without a word; so after a while it says what it is, and fails.
 */
export function mochaGlobalTeardown(): void {
  setTimeout(() => {
    const left = process.getActiveResourcesInfo().join(', ');
    console.error(`After the last test, these still keep the process alive: ${left}`);
    // Mocha sets the exit code in a listener of its own; this one comes after it.
    process.on('exit', () => {
      process.exitCode = 1;
    });
    process.exit();
  }, graceMs).unref();
}
