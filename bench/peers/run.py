"""An adaptive random forest of ten trees over a CSV file with a header: each row is predicted, then learned.

    python run.py --peer river-arf10 --csv FILE --label COLUMN [--seed N]

Prints one line of JSON. What is timed begins after the file has been read. Values that are no numbers are categories.
"""
import argparse
import csv
import json
import os
import sys
import time
from collections import Counter


def read(path, label):
    """The names of the features, their values by row, and each row's class as a number."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != label]
    columns = [column([row[name] for row in rows]) for name in names]
    codes = {name: code for code, name in enumerate(sorted({row[label] for row in rows}))}
    return names, [list(values) for values in zip(*columns)], [codes[row[label]] for row in rows]


def column(texts):
    """Numbers, or a number for each category."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        codes = {text: float(code) for code, text in enumerate(sorted(set(texts)))}
        return [codes[text] for text in texts]


def scores(labels, predicted):
    """Accuracy, and Cohen's kappa."""
    n = len(labels)
    agreed = sum(a == b for a, b in zip(labels, predicted)) / n
    true, said = Counter(labels), Counter(predicted)
    chance = sum(true[c] * said[c] for c in true) / n**2
    return agreed, (agreed - chance) / (1 - chance) if chance < 1 else None


def river_arf10(names, rows, labels, seed):
    from river import forest

    model = forest.ARFClassifier(n_models=10, seed=seed)

    def run():
        predicted = []
        for values, label in zip(rows, labels):
            x = dict(zip(names, values))
            answer = model.predict_one(x)
            predicted.append(-1 if answer is None else answer)
            model.learn_one(x, label)
        return predicted

    return run


def capymoa_arf10(names, rows, labels, seed):
    import numpy
    from capymoa.classifier import AdaptiveRandomForestClassifier
    from capymoa.evaluation import prequential_evaluation
    from capymoa.stream import NumpyStream

    def evaluate(limit):
        x, y = numpy.array(rows[:limit]), numpy.array(labels[:limit])
        stream = NumpyStream(x, y, feature_names=names, target_type="categorical")
        model = AdaptiveRandomForestClassifier(stream.get_schema(), ensemble_size=10, random_seed=seed)
        result = prequential_evaluation(stream=stream, learner=model, store_predictions=True)
        # Where it does not answer, that counts as wrong.
        return [-1 if answer is None or answer != answer else int(answer) for answer in result.predictions()]

    evaluate(1000)  # Java compiles what is used often.
    return lambda: evaluate(None)


PEERS = {"river-arf10": river_arf10, "capymoa-arf10": capymoa_arf10}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", required=True, choices=PEERS)
    parser.add_argument("--csv", required=True)
    parser.add_argument("--label", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Libraries print as they like; the result is alone on what was the standard output.
    result = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    names, rows, labels = read(options.csv, options.label)
    run = PEERS[options.peer](names, rows, labels, options.seed)
    cpu, start = time.process_time(), time.perf_counter()
    predicted = run()
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    accuracy, kappa = scores(labels, predicted)
    line = {"accuracy": accuracy, "kappa": kappa, "rows": len(rows), "seconds": seconds, "cpuSeconds": cpu}
    print(json.dumps(line), file=result, flush=True)
    sys.stderr.flush()
    os._exit(0)  # Java's threads would keep it.


if __name__ == "__main__":
    main()
