"""Writes streams of River's generators as CSV files, 20,000 rows each, with the label in column `class`.

    python streams.py --out DIR

Of `sine`, `stagger` and `agrawal`, the concept changes after half of the rows.
"""
import argparse
import csv
import os
from itertools import chain

from river.datasets import synth

ROWS = 20_000


def changing(generator, before, after, **options):
    """The concept `before`, then, on other random numbers, the concept `after`."""
    return chain(
        generator(classification_function=before, seed=1, **options).take(ROWS // 2),
        generator(classification_function=after, seed=2, **options).take(ROWS // 2),
    )


STREAMS = {
    "led": lambda: synth.LEDDrift(seed=1, noise_percentage=0.1, irrelevant_features=True, n_drift_features=4).take(ROWS),
    "rbf": lambda: synth.RandomRBFDrift(
        seed_model=1, seed_sample=1, n_classes=4, n_features=10, n_centroids=20, n_drift_centroids=10, change_speed=0.0001
    ).take(ROWS),
    "waveform": lambda: synth.Waveform(seed=1, has_noise=True).take(ROWS),
    "randomtree": lambda: synth.RandomTree(
        seed_tree=1, seed_sample=1, n_classes=3, n_num_features=5, n_cat_features=5, max_tree_depth=6, first_leaf_level=3
    ).take(ROWS),
    "sine": lambda: changing(synth.Sine, 0, 2, has_noise=True),
    "stagger": lambda: changing(synth.STAGGER, 0, 2),
    "agrawal": lambda: changing(synth.Agrawal, 3, 6),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="the folder for the files")
    folder = parser.parse_args().out
    os.makedirs(folder, exist_ok=True)
    for name, rows in STREAMS.items():
        with open(os.path.join(folder, name + ".csv"), "w", newline="") as file:
            writer = csv.writer(file)
            for i, (x, y) in enumerate(rows()):
                if i == 0:
                    writer.writerow([*x, "class"])
                writer.writerow([*x.values(), f"c{y}"])


if __name__ == "__main__":
    main()
