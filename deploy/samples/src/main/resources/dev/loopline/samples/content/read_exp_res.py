"""Collects the results of the newest finished run below mlruns/ into plain files."""

import pickle
from pathlib import Path

import qlib
from qlib.workflow import R


def newest_recorder():
    newest = None
    for name in R.list_experiments():
        for recorder_id in R.list_recorders(experiment_name=name):
            recorder = R.get_recorder(recorder_id=recorder_id, experiment_name=name)
            end_time = recorder.info["end_time"]
            if end_time is not None and (newest is None or end_time > newest.info["end_time"]):
                newest = recorder
    return newest


if __name__ == "__main__":
    qlib.init()
    recorder = newest_recorder()
    if recorder is None:
        raise SystemExit("no finished run")
    import pandas as pd

    pd.Series(recorder.list_metrics()).to_csv(Path("qlib_res.csv"))
    report = recorder.load_object("portfolio_analysis/report_normal_1day.pkl")
    with open("ret.pkl", "wb") as out:
        pickle.dump(report, out)
