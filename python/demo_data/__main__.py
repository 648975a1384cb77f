"""python -m demo_data telco | telco-resampled | breast-cancer --out DIR"""

from __future__ import annotations

import argparse
from pathlib import Path

from demo_data.breast_cancer import write_breast_cancer
from demo_data.telco import write_months
from demo_data.telco_resampled import write_resampled


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {number}, expected 1 or more")
    return number


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo_data", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    telco = kinds.add_parser("telco", help="customers, services and billing, a parquet file a month")
    telco.add_argument("--months", type=_count, default=1, help="7,000 customers first, 400 more each month")
    resampled = kinds.add_parser("telco-resampled", help="one table of customers drawn with replacement")
    resampled.add_argument("--rows", type=_count, default=100_000)
    cancer = kinds.add_parser("breast-cancer", help="scikit-learn's breast cancer table as CSV")
    for parser_of_kind in (telco, resampled, cancer):
        parser_of_kind.add_argument("--out", type=Path, required=True, help="the folder to write to")
    arguments = parser.parse_args()
    match arguments.kind:
        case "telco":
            write_months(arguments.out, arguments.months)
        case "telco-resampled":
            write_resampled(arguments.out, arguments.rows)
        case _:
            write_breast_cancer(arguments.out)


if __name__ == "__main__":
    main()
