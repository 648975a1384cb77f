"""
Telco customers made up after the marginals and the dependencies of IBM's telco churn sample: who has which
services, what they pay, and who leaves. No row of the sample is in here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from demo_data.draws import Array, Draws, yes_no

#: Five letters; the factor shares no divisor with 26, so that no two numbers give the same ones.
_LETTERS, _FACTOR = 26**5, 7_368_787
_ADD_ONS = ("Online Security", "Online Backup", "Device Protection", "Tech Support")
_STREAMING = ("Streaming TV", "Streaming Movies")


def customer_ids(first: int, rows: int) -> Array:
    """Ids such as 0421-KQZJX, each given once."""
    numbers = np.arange(first, first + rows, dtype="int64")
    return np.array(
        [f"{number * 7_919 % 10_000:04d}-{_word(number * _FACTOR % _LETTERS)}" for number in numbers]
    )


def _word(number: int) -> str:
    letters = ""
    for _ in range(5):
        number, letter = divmod(int(number), 26)
        letters += chr(ord("A") + letter)
    return letters


def make_customers(seed: tuple[int, ...], first: int, rows: int) -> pd.DataFrame:
    """`rows` customers from number `first` on, in the 21 columns of the quickstart's RAW_DATA."""
    draws = Draws(seed, rows)
    people: dict[str, Any] = {"Customer ID": customer_ids(first, rows)}
    people["Gender"] = draws.one_of({"Male": 0.505, "Female": 0.495})
    senior = draws.chance(0.162)
    partner = draws.chance(0.483)
    people["Senior Citizen"] = yes_no(senior)
    people["Partner"] = yes_no(partner)
    people["Dependents"] = yes_no(draws.chance(np.where(partner, 0.56, 0.11) * np.where(senior, 0.23, 1.0)))
    contract = draws.one_of({"Month-to-month": 0.55, "One year": 0.21, "Two year": 0.24})
    people["Tenure Months"] = _tenure(draws, contract)
    people |= _services(draws, contract, senior, people["Tenure Months"] / 72)
    people["Contract"] = contract
    people["Paperless Billing"] = yes_no(draws.chance(_by(people["Internet Service"], 0.55, 0.77, 0.29)))
    people["Payment Method"] = _payment(draws, contract, people["Internet Service"])
    people["Monthly Charges"] = _monthly_charges(draws, people)
    people["Total Charges"] = _total_charges(draws, people["Tenure Months"], people["Monthly Charges"])
    people["Churn Value"] = draws.chance(_churn_probability(people)).astype("int64")
    return pd.DataFrame(people)


def _by(internet: Array, dsl: Any, fiber: Any, none: Any) -> Array:
    return np.select([internet == "DSL", internet == "Fiber optic"], [dsl, fiber], none)


def _tenure(draws: Draws, contract: Array) -> Array:
    """Months so far: mostly few without a contract, mostly many with a long one; a few have just begun."""
    part = draws.uniform()
    cubed = part * part * part
    months = np.select(
        [contract == "Month-to-month", contract == "One year"],
        [1 + np.floor(72 * cubed), 1 + np.floor(72 * (0.25 * part + 0.75 * np.sqrt(part)))],
        72 - np.floor(72 * cubed * part),
    )
    just_begun = (contract != "Month-to-month") & draws.chance(0.004)
    return np.where(just_begun, 0, np.minimum(months, 72)).astype("int64")


def _services(draws: Draws, contract: Array, senior: Array, loyalty: Array) -> dict[str, Array]:
    monthly, two_year = contract == "Month-to-month", contract == "Two year"
    internet = draws.one_of(
        {
            "DSL": np.select([monthly, two_year], [0.34, 0.38], 0.40) * np.where(senior, 0.7, 1.0),
            "Fiber optic": np.select([monthly, two_year], [0.52, 0.24], 0.35) * np.where(senior, 2.0, 1.0),
            "No": np.select([monthly, two_year], [0.14, 0.38], 0.25) * np.where(senior, 0.25, 1.0),
        }
    )
    phone = draws.chance(_by(internet, 0.718, 1.0, 1.0))
    lines = np.where(phone, yes_no(draws.chance(0.27 + 0.45 * loyalty)), "No phone service")
    services = {"Phone Service": yes_no(phone), "Multiple Lines": lines, "Internet Service": internet}
    for name in _ADD_ONS:
        protected = name in ("Online Security", "Tech Support")
        base = _by(internet, 0.49, 0.28 if protected else 0.42, 0.0)
        services[name] = _add_on(draws, internet, base + 0.45 * (loyalty - 0.45))
    taste = draws.chance(0.5)
    for name in _STREAMING:
        base = _by(internet, 0.20, 0.37, 0.0) + np.where(taste, 0.38, 0.0)
        services[name] = _add_on(draws, internet, base + 0.35 * (loyalty - 0.45))
    return services


def _add_on(draws: Draws, internet: Array, probability: Array) -> Array:
    return np.where(internet == "No", "No internet service", yes_no(draws.chance(probability)))


def _payment(draws: Draws, contract: Array, internet: Array) -> Array:
    monthly, fiber = contract == "Month-to-month", internet == "Fiber optic"
    automatic = np.where(monthly, 0.16, 0.30)
    return draws.one_of(
        {
            "Electronic check": np.where(monthly, 0.38, 0.14) * np.where(fiber, 1.5, 0.8),
            "Mailed check": np.where(monthly, 0.27, 0.24) * np.where(fiber, 0.45, 1.3),
            "Bank transfer (automatic)": automatic,
            "Credit card (automatic)": automatic,
        }
    )


def _monthly_charges(draws: Draws, people: dict[str, Any]) -> Array:
    """A price list with up to a dollar of individual difference, in steps of five cents."""
    price = _by(people["Internet Service"], 25.0, 50.0, 0.0)
    price = price + np.where(people["Phone Service"] == "Yes", 20.0, 0.0)
    for name in ("Multiple Lines", *_ADD_ONS):
        price = price + np.where(people[name] == "Yes", 5.0, 0.0)
    for name in _STREAMING:
        price = price + np.where(people[name] == "Yes", 10.0, 0.0)
    return np.round((price + 2 * draws.uniform() - 1) * 20) / 20


def _total_charges(draws: Draws, tenure: Array, monthly: Array) -> Array:
    """What was paid so far, at prices that changed a little; blank (NaN) for those who just began."""
    change = 1 + 0.12 * (draws.uniform() - 0.5)
    total = np.round(tenure * monthly * np.where(tenure == 1, 1.0, change) * 20) / 20
    return np.where(tenure == 0, np.nan, total)


def _churn_probability(people: dict[str, Any]) -> Array:
    """Odds multiply; with products and quotients alone every machine gets the same last bit."""
    months = people["Tenure Months"]
    odds = 0.8 * np.select(
        [people["Contract"] == "Month-to-month", people["Contract"] == "One year"], [1.0, 0.45], 0.2
    )
    odds = odds * _by(people["Internet Service"], 0.6, 1.25, 0.35)
    odds = odds * 20 / (12 + months)
    odds = odds * np.where(people["Payment Method"] == "Electronic check", 1.35, 0.9)
    odds = odds * np.where(people["Paperless Billing"] == "Yes", 1.25, 0.85)
    odds = odds * np.where(people["Senior Citizen"] == "Yes", 1.3, 0.95)
    odds = odds * np.where(people["Dependents"] == "Yes", 0.8, 1.05)
    for name, with_it, without_it in (("Online Security", 0.75, 1.2), ("Tech Support", 0.75, 1.2)):
        odds = odds * np.select([people[name] == "Yes", people[name] == "No"], [with_it, without_it], 1.0)
    for name in _STREAMING:
        odds = odds * np.where(people[name] == "Yes", 1.2, 0.95)
    return odds / (1 + odds)
