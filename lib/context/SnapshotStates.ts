import { type BehaviorSubject, Observable } from 'rxjs';
import type { SnapshotState } from '../types.js';
import { HeldSnapshot } from '../workers/HeldSnapshot.js';

/** The users' side of the subject that holds the newest snapshot: who looks at one gets it whole, and it never changes later. */
export class SnapshotStates extends Observable<SnapshotState> {
  constructor(private readonly states: BehaviorSubject<SnapshotState>) {
    super((subscriber) =>
      states.subscribe({
        next: (state) => subscriber.next(whole(state)),
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
  }

  get value(): SnapshotState {
    return whole(this.states.value);
  }
}

function whole(state: SnapshotState): SnapshotState {
  return state instanceof HeldSnapshot ? state.whole() : state;
}
