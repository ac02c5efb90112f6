"""Make the runtime model from what `train.py` wrote: ONNX with int8 weights, the vocabulary and the labels, into the package.

`python training/export.py` in the training environment; `make train` runs it. Sentences go through one at a time, so that an answer does
not depend on what else is in a batch.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import torch
from network import PairReader
from onnxruntime.quantization import QuantType, quantize_dynamic
from train import BUILD, weights
from transformers import BertModel

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dateline" / "encoding" / "model"


def main() -> None:
    """Export, quantise and copy into the package."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--from", dest="source", type=Path, default=BUILD)
    options.add_argument("--into", type=Path, default=PACKAGE)
    given = options.parse_args()
    labels = json.loads((given.source / "labels.json").read_text(encoding="utf-8"))
    bert = BertModel.from_pretrained(str(weights()), add_pooling_layer=False, attn_implementation="eager")
    network = PairReader(bert, len(labels["types"]), len(labels["modes"]))
    network.load_state_dict(torch.load(given.source / "encoder.pt"))
    network.eval()
    ids = torch.tensor([[101, 2845, 2610, 5183, 4948, 2493, 102]])
    sides = torch.zeros(3, 3, 7)
    sides[0, :, 1:3] = 1
    sides[1, :2, 4:6] = 1
    sides[2, 1:, 3] = 1
    given.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        pieces, pairs = torch.export.Dim("pieces", min=3, max=512), torch.export.Dim("pairs", min=1, max=512)
        torch.onnx.export(
            network,
            (ids, sides[0], sides[1], sides[2]),
            str(full),
            input_names=["ids", "actors", "recipients", "triggers"],
            output_names=["types", "modes", "meaning"],
            dynamic_shapes=({1: pieces}, *({0: pairs, 1: pieces},) * 3),
            dynamo=True,
            external_data=False,
        )
        quantize_dynamic(str(full), str(given.into / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    shutil.copyfile(weights() / "vocab.txt", given.into / "vocab.txt")
    (given.into / "labels.json").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    print(f"{(given.into / 'encoder.onnx').stat().st_size / 1e6:.1f} MB in {given.into}")


if __name__ == "__main__":
    main()
