"""What we take of fakesnow (pinned exactly): a few transforms of single nodes, and the macros that they call.

The one module that imports it.
"""

from __future__ import annotations

from collections.abc import Callable

from fakesnow import macros, transforms
from sqlglot import exp

from local_snowflake.rewriting.tree_pass import Rule, Rules, TableColumns


def _rule(transform: Callable[[exp.Expr], exp.Expr]) -> Rule:
    def rule(node: exp.Expr, _columns: TableColumns) -> exp.Expr:
        return transform(node)

    return rule


def macro_sql() -> str:
    """The macros behind the rules below."""
    return macros.creation_sql("memory")


#: REGEXP_SUBSTR with position, occurrence, parameters and group.
regexp_substr: Callable[[exp.Expr], exp.Expr] = transforms.regex_substr
#: A text where DATEADD wants a time is a timestamp.
date_add_of_text: Callable[[exp.Expr], exp.Expr] = transforms.dateadd_string_literal_timestamp_cast

RULES: Rules = {
    exp.Split: [_rule(transforms.split)],
    exp.Struct: [_rule(transforms.object_construct)],
    exp.JSONObject: [_rule(transforms.object_construct)],
    exp.StarMap: [_rule(transforms.object_construct)],
    exp.ObjectAgg: [_rule(transforms.object_agg)],
    exp.HexString: [_rule(transforms.hex_string)],
    exp.Select: [_rule(transforms.random), _rule(transforms.alias_in_join)],
}
