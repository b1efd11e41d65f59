import { cnn, ernn, gru, lstm, type Model, mlp } from '../lib/models/index.js';
import type { Settings } from './settings.js';

/** The network of the command line: its hidden sizes are units or filters, and dropout is where the network has it. */
export function modelOf({ model, hidden, dropout }: Settings): Model {
  switch (model) {
    case 'mlp':
      return mlp({ hidden, dropout });
    case 'cnn':
      return cnn({ filters: hidden, denseDropout: dropout });
    case 'lstm':
      return lstm({ units: hidden, dropout });
    case 'gru':
      return gru({ units: hidden, dropout });
    case 'ernn':
      return ernn({ units: hidden, dropout });
  }
}
