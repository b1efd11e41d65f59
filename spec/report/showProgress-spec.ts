import assert from 'node:assert/strict';
import { from, lastValueFrom } from 'rxjs';
import { cumulative } from '../../lib/evaluate/index.js';
import { evaluate, predictWith, trainOn } from '../../lib/index.js';
import { accuracy } from '../../lib/metrics/index.js';
import { showProgress } from '../../lib/report/showProgress.js';
import { ports } from '../support/ports.js';
import { labelled, weatherContext } from '../support/weather.js';

describe('showProgress', () => {
  /** @returns what was written to stderr while a pipe of 50 rows ran whose clock makes 100 ms a look. */
  async function written(isTTY: boolean): Promise<string> {
    const { stderr } = process;
    const before = { isTTY: stderr.isTTY, write: stderr.write };
    let text = '';
    stderr.isTTY = isTTY;
    stderr.write = (chunk: unknown) => {
      text += String(chunk);
      return true;
    };
    try {
      let now = 0;
      const clock = { now: () => (now += 100) };
      const context = weatherContext({ ...ports().workers, clock });
      showProgress(context);
      const rows = Array.from({ length: 50 }, (_, n) => labelled(n));
      await lastValueFrom(
        from(rows).pipe(
          predictWith(context),
          trainOn(context),
          evaluate(context, { metrics: { hits: accuracy() }, over: { all: cumulative() }, every: 5 }),
        ),
      );
      await context.close();
    } finally {
      stderr.isTTY = before.isTTY;
      stderr.write = before.write;
    }
    return text;
  }

  it('shows rows, speed, score, version, staleness and what is awaited, and ends with the context', async () => {
    const text = await written(true);
    assert.match(text, /\d+ rows \| \d+ rows\/s \| hits \(all\) 0\.\d{4} \| version \d+ \| staleness 0 \| awaiting 0/);
    assert.match(text.split('\n').at(-2)!, /50 rows.*version 50/);
  });

  it('is silent where the output is no terminal', async () => {
    assert.equal(await written(false), '');
  });
});
