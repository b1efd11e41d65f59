"""One training step and one prediction of the networks of `npm run bench:step`, in eager PyTorch on one thread.

    python torchStep.py [--networks mlp,lstm] [--batches 1,32] [--seconds 0.5]

One line of JSON for each network, batch size, phase and way of training: network, batch, phase (train or predict),
engine (torch adam, torch fused: its two forms of Adam; torch: a prediction), msBest and msMedian, per call, of blocks of calls.
"""
import argparse
import json
from statistics import median
from time import perf_counter

import torch
from torch import nn
from torch.nn import functional as F

BLOCK_SECONDS = 0.02


def dense(*sizes):
    """Linear layers of these sizes with relu between them."""
    layers = [nn.Linear(sizes[0], sizes[1])]
    for before, after in zip(sizes[1:], sizes[2:]):
        layers += [nn.ReLU(), nn.Linear(before, after)]
    return nn.Sequential(*layers)


class Recurrent(nn.Module):
    """A value from the last state of 32 recurrent units."""

    def __init__(self, kind):
        super().__init__()
        self.units = kind(4, 32, batch_first=True)
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        states, _ = self.units(x)
        return self.output(states[:, -1])


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv1d(1, 32, 7), nn.Conv1d(32, 64, 5)
        self.output = dense(64 * 28, 64, 4)

    def forward(self, x):
        x = F.max_pool1d(F.relu(self.first(x.transpose(1, 2))), 2)
        x = F.max_pool1d(F.relu(self.second(x)), 2)
        return self.output(x.flatten(1))


class Temporal(nn.Module):
    """Residual causal convolutions, then the mean over the steps."""

    def __init__(self):
        super().__init__()
        self.project, self.output = nn.Linear(4, 16), nn.Linear(16, 2)
        self.dilated = nn.ModuleList(nn.Conv1d(16, 16, 3, dilation=d) for d in (1, 2, 4, 8))

    def forward(self, x):
        x = self.project(x).transpose(1, 2)
        for conv in self.dilated:
            x = x + F.relu(conv(F.pad(x, (2 * conv.dilation[0], 0))))
        return self.output(x.mean(-1))


class Attentive(nn.Module):
    """One encoder layer over a projection, then the mean over the steps."""

    def __init__(self):
        super().__init__()
        self.project, self.output = nn.Linear(4, 16), nn.Linear(16, 2)
        self.encoder = nn.TransformerEncoderLayer(16, 4, 64, dropout=0.0, batch_first=True)

    def forward(self, x):
        return self.output(self.encoder(self.project(x)).mean(1))


# What goes in, how many classes there are (0: one value), and what makes the network.
NETWORKS = {
    "mlp": ([8], 2, lambda: dense(8, 64, 32, 2)),
    "mlp3": ([8], 2, lambda: dense(8, 32, 64, 128, 2)),
    "big": ([256], 10, lambda: dense(256, 1024, 1024, 10)),
    "lstm": ([24, 4], 0, lambda: Recurrent(nn.LSTM)),
    "gru": ([24, 4], 0, lambda: Recurrent(nn.GRU)),
    "ernn": ([24, 4], 0, lambda: Recurrent(nn.RNN)),
    "cnn": ([128, 1], 4, Convolutional),
    "tcn": ([32, 4], 2, Temporal),
    "transformer": ([24, 4], 2, Attentive),
}


def per_call(work, seconds):
    """The best and the median milliseconds of a call, over blocks of calls."""
    for _ in range(20):
        work()
    start = perf_counter()
    for _ in range(10):
        work()
    calls = max(1, round(BLOCK_SECONDS / (perf_counter() - start) * 10))
    times = []
    end = perf_counter() + seconds
    while len(times) < 3 or perf_counter() < end:
        start = perf_counter()
        for _ in range(calls):
            work()
        times.append((perf_counter() - start) / calls * 1000)
    return min(times), median(times)


def works(name, batch):
    """Every phase and engine, with what is to be timed."""
    shape, classes, make = NETWORKS[name]
    torch.manual_seed(1)
    x = torch.rand(batch, *shape) * 2 - 1
    y = torch.randint(classes, (batch,)) if classes else torch.rand(batch, 1)
    loss = F.cross_entropy if classes else F.mse_loss
    for engine, fused in (("torch adam", False), ("torch fused", True)):
        network = make()
        optimizer = torch.optim.Adam(network.parameters(), fused=fused)

        def train():
            optimizer.zero_grad()
            loss(network(x), y).backward()
            optimizer.step()

        yield "train", engine, train
    network = make().eval()

    def predict():
        with torch.inference_mode():
            network(x)

    yield "predict", "torch", predict


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", default=",".join(NETWORKS))
    parser.add_argument("--batches", default="1,32")
    parser.add_argument("--seconds", type=float, default=0.5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name in options.networks.split(","):
        for batch in map(int, options.batches.split(",")):
            for phase, engine, work in works(name, batch):
                best, middle = per_call(work, options.seconds)
                row = dict(network=name, batch=batch, phase=phase, engine=engine, msBest=best, msMedian=middle)
                print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
