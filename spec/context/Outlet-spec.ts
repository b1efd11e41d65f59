import assert from 'node:assert/strict';
import { Observable } from 'rxjs';
import { Outlet } from '../../lib/context/Outlet.js';

describe('Outlet', () => {
  /** @returns what came out of an outlet, whose consumer may put in more while something comes. */
  function seen(put: (outlet: Outlet<number>) => void, react: (n: number, outlet: Outlet<number>) => void): unknown[] {
    const out: unknown[] = [];
    let outlet: Outlet<number> | undefined;
    new Observable<number>((subscriber) => {
      outlet = new Outlet(subscriber);
      put(outlet);
    }).subscribe({
      next: (n) => {
        out.push(`(${n}`);
        react(n, outlet!);
        out.push(`${n})`);
      },
      error: (error) => out.push(error),
      complete: () => out.push('|'),
    });
    return out;
  }

  it('puts out one after the other what is put in from within an emission', () => {
    const out = seen(
      (outlet) => {
        outlet.add(1);
        outlet.add(2);
        outlet.flush();
      },
      (n, outlet) => n < 10 && outlet.next(n * 10),
    );
    assert.deepEqual(out, ['(1', '1)', '(2', '2)', '(10', '10)', '(20', '20)']);
  });

  it('completes, or fails, only once, and after everything before', () => {
    const completed = seen(
      (outlet) => outlet.next(1),
      (n, outlet) => {
        if (n > 1) return;
        outlet.complete();
        outlet.error('too late');
        outlet.next(2);
      },
    );
    assert.deepEqual(completed, ['(1', '1)', '(2', '2)', '|']);
    const failed = seen(
      (outlet) => {
        outlet.add(1);
        outlet.error('error');
      },
      () => {},
    );
    assert.deepEqual(failed, ['(1', '1)', 'error']);
  });
});
