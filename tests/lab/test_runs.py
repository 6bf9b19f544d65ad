"""Finished runs are kept in the repository, and an experiment resumes from them."""

from lab import runs


def test_a_finished_run_is_kept_and_restored(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "BUILD", tmp_path / "build")
    monkeypatch.setattr(runs, "KEPT", tmp_path / "kept")
    path = tmp_path / "build/an-experiment/seed0.json"
    assert runs.remembered(path, "key", lambda: {"loss": 1.5}) == {"loss": 1.5}
    (tmp_path / "build/model").mkdir()
    (tmp_path / "build/model/config.json").write_text('{"d_model": 8}')
    runs.keep()
    assert [kept.relative_to(tmp_path / "kept").as_posix() for kept in (tmp_path / "kept").rglob("*.json")] == ["an-experiment/seed0.json"]
    path.unlink()
    runs.restore()
    assert runs.remembered(path, "key", lambda: {"loss": 9.9}) == {"loss": 1.5}
    assert runs.remembered(path, "another key", lambda: {"loss": 9.9}) == {"loss": 9.9}
    runs.restore()
    assert runs.remembered(path, "another key", dict) == {"loss": 9.9}, "newer measurements are overwritten"
