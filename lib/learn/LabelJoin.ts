import { fromPlain, toPlain } from '../context/plain.js';
import type { Id, Instance, Label, PlainData, Rejected, Stateful } from '../types.js';
import { ByAge } from './ByAge.js';
import { RecentIds } from './RecentIds.js';

/** What a join tells of. */
export interface JoinEvents {
  rejected(rejected: Rejected): void;
  /** A label met its instance, this long after that came. */
  joined(delayMs: number): void;
}

/** When something came: on the scheduler's clock, which expiry goes by, and on the context's. */
export interface Arrival {
  readonly now: number;
  readonly since: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly arrival: Arrival;
}

/**
 * Instances that await their label, labels that came before their instance, and the ids that were joined lately: each of the
 * three holds `most` at most, and what is let go of is told.
 */
export class LabelJoin<V> implements Stateful {
  readonly #awaiting = new ByAge<Waiting<Instance>>();
  readonly #early = new ByAge<Waiting<Label<V>>>();
  readonly #joined = new RecentIds();

  /** @param arrival of what was saved: its waiting begins anew, as no clock goes on between two processes. */
  constructor(
    private readonly events: JoinEvents,
    arrival: Arrival,
    saved?: PlainData,
  ) {
    if (saved === undefined) return;
    const { awaiting, early, joined } = fromPlain(saved) as { awaiting: Instance[]; early: Label<V>[]; joined: Id[] };
    for (const item of awaiting) this.#awaiting.put(item.id, { item, arrival });
    for (const item of early) this.#early.put(item.id, { item, arrival });
    for (const id of joined) this.#joined.add(id, joined.length);
  }

  get awaiting(): number {
    return this.#awaiting.size;
  }

  /** When the oldest of all that waits came. */
  get oldest(): number | undefined {
    const [awaiting, early] = [this.#awaiting.oldest?.arrival.now, this.#early.oldest?.arrival.now];
    return awaiting === undefined || early === undefined ? (awaiting ?? early) : Math.min(awaiting, early);
  }

  /** @returns the instance with its label, where that is here. */
  instance<E extends Instance>(instance: E, arrival: Arrival, most: number): (E & Label<V>) | undefined {
    const { id } = instance;
    const early = this.#early.take(id)?.item;
    if ('y' in instance) {
      if (early !== undefined) this.events.rejected({ _tag: 'Duplicate', label: early });
      this.#remember(id, 0, most);
      return instance as E & Label<V>;
    }
    if (early !== undefined) {
      this.#remember(id, 0, most);
      return Object.assign({}, instance, { y: early.y });
    }
    const before = this.#awaiting.put(id, { item: instance, arrival });
    if (before !== undefined) this.#expired(before);
    else if (this.#awaiting.size > most) this.#expired(this.#awaiting.shift()!);
    return undefined;
  }

  /** @returns its instance with it, where that awaits it. */
  label(label: Label<V>, arrival: Arrival, most: number): (Instance & Label<V>) | undefined {
    const { id, y } = label;
    const awaiting = this.#awaiting.take(id);
    if (awaiting !== undefined) {
      this.#remember(id, arrival.since - awaiting.arrival.since, most);
      return Object.assign({}, awaiting.item, { y });
    }
    if (this.#joined.has(id) || this.#early.has(id)) {
      this.events.rejected({ _tag: 'Duplicate', label });
      return undefined;
    }
    this.#early.put(id, { item: label, arrival });
    if (this.#early.size > most) this.#orphan(this.#early.shift()!);
    return undefined;
  }

  /** Lets go of what came at `until` or before. */
  expire(until: number): void {
    while (isBy(until, this.#awaiting.oldest)) this.#expired(this.#awaiting.shift()!);
    while (isBy(until, this.#early.oldest)) this.#orphan(this.#early.shift()!);
  }

  /** Nothing more comes: what waits is let go of, and the ids of this stream are forgotten. */
  end(): void {
    this.expire(Number.POSITIVE_INFINITY);
    this.#joined.clear();
  }

  save(): PlainData {
    const plain = (waiting: ByAge<Waiting<unknown>>) =>
      Array.from(waiting.values(), ({ item }) => toPlain(item) ?? null);
    return {
      awaiting: plain(this.#awaiting),
      early: plain(this.#early),
      joined: [...this.#joined.values()],
    };
  }

  #remember(id: Id, delayMs: number, most: number): void {
    this.events.joined(delayMs);
    this.#joined.add(id, most);
  }

  #expired({ item }: Waiting<Instance>): void {
    this.events.rejected({ _tag: 'Expired', instance: item });
  }

  #orphan({ item }: Waiting<Label<V>>): void {
    this.events.rejected({ _tag: 'Orphan', label: item });
  }
}

function isBy(until: number, oldest: Waiting<unknown> | undefined): boolean {
  return oldest !== undefined && oldest.arrival.now <= until;
}
