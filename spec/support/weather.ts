import type { ContextConfig } from '../../lib/context/Context.js';
import { createContext } from '../../lib/context/createContext.js';
import type { Instance, Label, Labelled } from '../../lib/types.js';
import { silent } from './silent.js';
import { calmOrStorm, type Weather } from './target.js';

/** A context on two classes and two features, whose ports a spec hands in. */
export function weatherContext(config: Partial<ContextConfig<Weather>>) {
  return createContext({
    target: calmOrStorm,
    model: { model: 'mlp', parameters: {} },
    inputShape: [2],
    seed: 1,
    logger: silent(),
    ...config,
  });
}

/** The n-th instance: what it is depends on n alone. */
export function reading(n: number): Instance<number> {
  return { id: n, x: Float32Array.of(Math.sin(n * 1.7), Math.cos(n * 0.3)), row: n };
}

export function label(n: number): Label<Weather> {
  return { id: n, y: Math.sin(n * 1.7) + Math.cos(n * 0.3) > 0 ? 'calm' : 'storm' };
}

export function labelled(n: number): Labelled<Weather, number> {
  return { ...reading(n), ...label(n) };
}
