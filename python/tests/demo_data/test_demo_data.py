"""The demo's data: the same everywhere, and like the customers that it stands for."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demo_data.telco import TABLES, customers_of_month

PYTHON = Path(__file__).resolve().parents[2]
#: The content of the first month, as CSV. Another digest is other data for everybody who runs the demo.
FIRST_MONTH = "16e0ff411f421e21a9cc7fe288fe50bb68b9fd83628cd6ba06e614dd59cf2257"


def generate(kind: str, out: Path, *options: str, hash_seed: str = "0") -> dict[str, bytes]:
    """Runs the program as the demo does; every file by its path."""
    subprocess.run(
        [sys.executable, "-m", "demo_data", kind, "--out", str(out), *options],
        check=True,
        env={"PYTHONPATH": str(PYTHON), "PYTHONHASHSEED": hash_seed},
    )
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*.*"))}


def test_the_same_content_on_every_machine() -> None:
    text = customers_of_month(1).to_csv(index=False, lineterminator="\n")
    assert hashlib.sha256(text.encode()).hexdigest() == FIRST_MONTH


def test_it_writes_the_same_bytes_again_and_a_month_more_leaves_the_others(tmp_path: Path) -> None:
    one = generate("telco", tmp_path / "a", "--months", "1")
    two = generate("telco", tmp_path / "b", "--months", "2", hash_seed="7")
    assert set(one) == {f"{table}/month-01.parquet" for table in TABLES}
    assert set(two) - set(one) == {f"{table}/month-02.parquet" for table in TABLES}
    assert {name: two[name] for name in one} == one
    assert generate("telco", tmp_path / "b", "--months", "1") == one


def test_the_tables_have_spaced_names_blanks_and_one_customer_a_row(tmp_path: Path) -> None:
    generate("telco", tmp_path, "--months", "2")
    tables: list[Any] = [pd.read_parquet(tmp_path / table) for table in TABLES]
    ids = [set(table["Customer ID"]) for table in tables]
    assert [len(table) for table in tables] == [7_400] * 3
    assert ids[0] == ids[1] == ids[2] and len(ids[0]) == 7_400
    columns = {str(name) for table in tables for name in table.columns}
    assert len(columns) == 21 and "Tenure Months" in columns
    blanks = tables[2]["Total Charges"] == " "
    assert 5 <= blanks.sum() <= 40
    assert (tables[2]["Total Charges"][~blanks].astype(float) > 0).all()


def test_the_made_up_customers_are_like_the_real_ones(real_telco: Any) -> None:
    made_up: Any = customers_of_month(1).rename(columns=lambda name: name.upper().replace(" ", ""))
    assert set(made_up.columns) == set(real_telco.columns)
    assert abs(made_up["CHURNVALUE"].mean() - real_telco["CHURNVALUE"].mean()) < 0.02
    for name in ("TENUREMONTHS", "MONTHLYCHARGES", "TOTALCHARGES"):
        assert made_up[name].mean() == pytest.approx(real_telco[name].mean(), rel=0.07)
        assert made_up[name].std() == pytest.approx(real_telco[name].std(), rel=0.1)
    words = [name for name in real_telco.columns if real_telco[name].nunique() < 5 and name != "CHURNVALUE"]
    for name in words:
        real, made = (frame[name].value_counts(normalize=True) for frame in (real_telco, made_up))
        assert set(real.index) == set(made.index)
        assert (real - made).abs().max() < 0.04, name


def test_no_real_customer_is_among_them(real_telco: Any) -> None:
    made_up: Any = customers_of_month(1).rename(columns=lambda name: name.upper().replace(" ", ""))
    assert not set(made_up["CUSTOMERID"]) & set(real_telco["CUSTOMERID"])


def test_resampled_customers_come_again_and_again(tmp_path: Path) -> None:
    generate("telco-resampled", tmp_path, "--rows", "20000")
    frame = pd.read_parquet(tmp_path / "raw_data.parquet")
    assert len(frame) == 20_000 and len(frame.columns) == 21
    assert set(frame["Customer ID"]) <= set(customers_of_month(1)["Customer ID"])
    assert frame.drop_duplicates().shape[0] == frame["Customer ID"].nunique() < 7_000


def test_breast_cancer_is_one_row_a_patient(tmp_path: Path) -> None:
    files = generate("breast-cancer", tmp_path)
    frame = pd.read_csv(tmp_path / "breast_cancer.csv")
    assert list(files) == ["breast_cancer.csv"] and len(files["breast_cancer.csv"]) < 200_000
    assert frame["Patient ID"].is_unique and len(frame) == 569 and len(frame.columns) == 32
    assert frame["Diagnosis"].value_counts().to_dict() == {"benign": 357, "malignant": 212}


@pytest.mark.parametrize("options", [("--months", "0"), ("--months", "x"), ("--rows", "5")])
def test_a_wrong_option_is_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        generate("telco", tmp_path, *options)
    assert caught.value.returncode == 2
