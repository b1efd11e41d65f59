import type { Call } from '../trace/Graph.js';
import type { Emitter } from './Emitter.js';

/** How one kernel of tfjs is said in our instructions. */
export type Lowering = (call: Call, emitter: Emitter) => void;
