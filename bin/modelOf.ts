import { cnn, ernn, esn, gru, lstm, type Model, mlp, pool, tcn, transformer } from '../lib/models/index.js';
import type { Settings } from './settings.js';

/** The network of the command line: its hidden sizes are units or filters, and dropout is where the network has it. */
export function modelOf({ model, hidden, dropout }: Settings): Model {
  switch (model) {
    case 'pool':
      return pool();
    case 'mlp':
      return mlp({ hidden, dropout });
    case 'cnn':
      return cnn({ filters: hidden, denseDropout: dropout });
    case 'esn':
      return esn({ units: hidden, denseDropout: dropout });
    case 'tcn':
      return tcn({ dense: hidden, dropout });
    case 'transformer':
      return transformer({ dense: hidden, dropout });
    case 'lstm':
      return lstm({ units: hidden, dropout });
    case 'gru':
      return gru({ units: hidden, dropout });
    case 'ernn':
      return ernn({ units: hidden, dropout });
  }
}
