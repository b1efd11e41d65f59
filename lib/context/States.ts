import { ConfigError } from '../errors.js';
import type { Description, Stateful } from '../types.js';
import type { Owned } from './Core.js';

interface Held {
  readonly description: string;
  readonly part: Stateful;
  live: boolean;
}

/** The parts of a context's operators, by name: so a pipe that is subscribed to again goes on from where they stood. */
export class States {
  readonly #held = new Map<string, Held>();

  own<Part extends Stateful>(name: string, description: Description<Part>): Owned<Part> {
    const held = this.#held.get(name) ?? { description: description.name, part: description.create(), live: false };
    if (held.live) {
      throw new ConfigError([
        {
          option: name,
          value: description.name,
          remedy: 'another live operator has this name; give one of them a scope: context.scope(name)',
        },
      ]);
    }
    if (held.description !== description.name) {
      const remedy = `the context holds the state of '${held.description}' under this name; use that, or another context.scope(name)`;
      throw new ConfigError([{ option: name, value: description.name, remedy }]);
    }
    held.live = true;
    this.#held.set(name, held);
    const release = () => {
      held.live = false;
    };
    return { part: held.part as Part, release };
  }

  /** Lets go of every part whose name begins so, except what is live. */
  forget(prefix: string): void {
    for (const [name, held] of this.#held) if (name.startsWith(prefix) && !held.live) this.#held.delete(name);
  }
}
