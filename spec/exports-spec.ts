import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { inRoot } from './support/root.js';

/** All that can be imported, by subpath: values, then types. Whatever is added or removed here is told in the release notes. */
const expected: { readonly [subpath: string]: { readonly values: string; readonly types: string } } = {
  '.': {
    values:
      'ADLStream BadRowError ConfigError ContextClosedError NotFiniteError OverflowError ReportError SourceError WorkerError WorkerExitedError classes classificationStreamGenerator createContext decodeConfig delayLabels evaluate instances interleavedChunkEvaluator joinLabels movingWindow movingWindowStreamGenerator predictWith prequentialEvaluator replay scale stream trainOn values',
    types:
      'ADLStreamParameters Accumulations AdlstreamError AnyContext CheckedConfig ClassWeight ClassificationStreamOptions ConfigMistake Context ContextConfig Description EvaluateOptions EvaluatorOptions GeneratorOptions Id Instance InstanceOptions JoinOptions Label LabelField Labelled Logger MemberStats Metrics ModelArchitecture ModelParameters MovingWindowOptions MovingWindowStreamOptions NoLabelsInThisStream OriginalMetrics Placement PlainData Predicted Prediction Quantiles Rejected ReplaySchedule Report ReportHead Scored Scores Snapshot SnapshotState Stateful Stats StatsReport StreamGenerator StreamOptions Target ValueOptions WithLabel WithPrediction WorkerStats',
  },
  './evaluate': { values: 'chunks cumulative fading sliding', types: 'Accumulated Accumulation FadingOptions' },
  './metrics': { values: 'accuracy kappa mae', types: 'Metric Quantity' },
  './models': {
    values:
      'cnn dropout echoState ernn esn gru lstm mlp multiHeadAttention pool resetAfterGru tcn temporalConv1d transformer',
    types:
      'Activation CnnParameters Combine DenseEnd EsnParameters GruParameters LayersModel MlpParameters Model ModelBuilder ModelShape ModuleReference Pool PoolMember PoolParameters RecurrentParameters TcnParameters TfWithLayers TransformerParameters',
  },
  './optimizers': {
    values: 'adagrad adam momentum rmsprop sgd',
    types: 'Adagrad Adam Clipping Momentum Optimizer Rmsprop Sgd',
  },
  './preprocess': {
    values: 'meanNormalization minMax quantileEncoding standardization',
    types: 'Encoder Scaler ScalerOptions',
  },
  './report': { values: 'showProgress writePredictions writeReports', types: '' },
  './source': {
    values: 'agrawal csv hyperplane jsonLines mixed sea sine',
    types:
      'AgrawalOptions AgrawalRow Applicant CsvOptions Drifting HyperplaneOptions HyperplaneRow MixedOptions MixedRow Rows Sea SeaOptions SeaRow SineOptions SineRow Source',
  },
  './testing': {
    values: 'checkAccumulation checkEncoder checkLearner checkMetric checkModel checkScaler checkSource',
    types: 'CheckModelOptions CreateLearner Observation',
  },
  './workers': {
    values: 'predictor trainer',
    types:
      'Batch BuiltModel EngineName Eventually LabelledBatch Learner LearnerDescription LearnerState Port PredictReply PredictRequest TrainReply TrainRequest TrainerOptions WorkerKind',
  },
};

describe('the exports', () => {
  const { exports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as {
    exports: { [subpath: string]: string | { types: string; default: string } };
  };
  const entries = Object.entries(exports).flatMap(([subpath, entry]) =>
    typeof entry === 'string' ? [] : [{ subpath, types: inRoot(entry.types), module: inRoot(entry.default) }],
  );
  let checker: ts.TypeChecker;
  const symbols = new Map<string, ts.Symbol[]>();

  before('read the declarations', () => {
    const program = ts.createProgram(
      entries.map(({ types }) => types),
      { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true, types: [] },
    );
    checker = program.getTypeChecker();
    for (const { subpath, types } of entries) {
      const file = program.getSourceFile(types);
      assert.ok(file, `${types} is not built`);
      symbols.set(subpath, checker.getExportsOfModule(checker.getSymbolAtLocation(file) ?? assert.fail(types)));
    }
  });

  it('are of the subpaths in the list', () => {
    assert.deepEqual(entries.map(({ subpath }) => subpath).sort(), Object.keys(expected).sort());
  });

  for (const { subpath, module } of entries) {
    it(`of ${subpath} are those in the list`, async () => {
      const values = Object.keys(await import(pathToFileURL(module).href)).sort();
      const types = namesOf(subpath).filter((name) => !values.includes(name));
      assert.deepEqual({ values: values.join(' '), types: types.join(' ') }, expected[subpath]);
    });

    it(`of ${subpath} all have a docstring`, () => {
      const bare = symbols
        .get(subpath)
        ?.filter((symbol) => original(symbol).getDocumentationComment(checker).length === 0);
      assert.deepEqual(
        bare?.map((symbol) => symbol.name),
        [],
      );
    });
  }

  it('have one place to be imported from', () => {
    const places = new Map<string, string[]>();
    for (const { subpath } of entries) {
      for (const name of namesOf(subpath)) places.set(name, [...(places.get(name) ?? []), subpath]);
    }
    assert.deepEqual(
      [...places].filter(([, subpaths]) => subpaths.length > 1),
      [],
    );
  });

  function namesOf(subpath: string): string[] {
    return (symbols.get(subpath) ?? []).map((symbol) => symbol.name).sort();
  }

  function original(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }
});
