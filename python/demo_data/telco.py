"""The telco company's raw data: three tables that belong together, one parquet file a month in each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from demo_data.customers import make_customers
from demo_data.parquet_files import write_parquet

SEED = 20_261_124
FIRST_MONTH, EACH_FURTHER_MONTH = 7_000, 400

TABLES = {
    "customers": ["Gender", "Senior Citizen", "Partner", "Dependents", "Tenure Months", "Churn Value"],
    "services": [
        "Phone Service",
        "Multiple Lines",
        "Internet Service",
        "Online Security",
        "Online Backup",
        "Device Protection",
        "Tech Support",
        "Streaming TV",
        "Streaming Movies",
    ],
    "billing": ["Contract", "Paperless Billing", "Payment Method", "Monthly Charges", "Total Charges"],
}


def customers_of_month(month: int) -> pd.DataFrame:
    """The customers that a month (from 1) brings; other months do not change them."""
    first = 1 if month == 1 else 1 + FIRST_MONTH + (month - 2) * EACH_FURTHER_MONTH
    return make_customers((SEED, month), first, FIRST_MONTH if month == 1 else EACH_FURTHER_MONTH)


def write_months(out: Path, months: int) -> None:
    """Writes <table>/month-NN.parquet for the first `months` months and removes those of later ones."""
    for month in range(1, months + 1):
        people: Any = customers_of_month(month)
        people["Total Charges"] = _as_text(people["Total Charges"])
        for table, columns in TABLES.items():
            write_parquet(people[["Customer ID", *columns]], out / table / f"month-{month:02d}.parquet")
    for file in out.glob("*/month-*.parquet"):
        if int(file.stem.removeprefix("month-")) > months:
            file.unlink()


def _as_text(amounts: pd.Series) -> pd.Series:
    """Total Charges as billing systems export them: text, with a blank where nothing was charged yet."""
    return pd.Series([" " if np.isnan(amount) else f"{amount:.2f}" for amount in amounts])
