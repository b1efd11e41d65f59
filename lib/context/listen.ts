import { type Observable, type Observer, Subject, type Subscriber, takeUntil } from 'rxjs';

/**
 * Subscribes an operator to its source so that the source stops as soon as the operator's subscriber is closed, even one that
 * emits everything from within `subscribe`; returning the subscription as a teardown would be too late for that.
 */
export function listen<T>(source: Observable<T>, subscriber: Subscriber<unknown>, observer: Observer<T>): void {
  const closed$ = new Subject<void>();
  subscriber.add(() => closed$.next());
  const subscription = source.pipe(takeUntil(closed$)).subscribe({
    next: observer.next,
    error: observer.error,
    complete: () => {
      if (!subscriber.closed) observer.complete();
    },
  });
  // Where the source is just completing, `takeUntil` leaves it alone; but whoever subscribes again then needs its parts.
  subscriber.add(subscription);
}
