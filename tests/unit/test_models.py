"""The models that pages fetch: the manifest is correct, and each model has a recording."""

import hashlib
import json

from building import ROOT

MODELS = ROOT / "docs" / "assets" / "models"


def test_the_manifest_holds():
    """Every folder is listed, with the bytes and the SHA-256 of each file that a page fetches, and has a recording.

    A name with @ is a checkpoint of a model's training, whose files are elsewhere; it has no folder and no recording.
    """
    folders = sorted(path.name for path in MODELS.iterdir() if path.is_dir()) if MODELS.exists() else []
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8")) if folders else {}
    recorded = sorted(path.stem for path in (ROOT / "tests" / "recordings").glob("*.json"))
    wrong = (
        [
            f"docs/assets/models/manifest.json: lists {sorted(manifest)}, but there are the folders {folders}. Write it anew: "
            "lab.export.write_manifest()."
        ]
        if sorted(name for name in manifest if "@" not in name) != folders
        else []
    )
    for name, files in manifest.items():
        if "@" not in name and name not in recorded:
            wrong.append(f"docs/assets/models/{name}: has no recording. Make it: python -m lab.record {name}.")
        for file in ("config.json", "tokenizer.json", "model.safetensors"):
            path = files.get(file, {}).get("path", f"{name}/{file}")
            data = (MODELS / path).read_bytes()
            if {**files.get(file, {}), "path": path} != {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "path": path}:
                wrong.append(
                    f"docs/assets/models/{path}: isn't the file that manifest.json lists. Write the manifest "
                    f"again (lab.export.write_manifest()) and re-record with python -m lab.record {name}."
                )
    wrong += [f"tests/recordings/{name}.json: there is no such model. Remove it." for name in recorded if name not in folders]
    assert not wrong, "\n".join(wrong)
