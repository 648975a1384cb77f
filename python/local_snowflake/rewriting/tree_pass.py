"""One walk over a statement's tree that applies every rule, children before parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp


@dataclass(frozen=True)
class TableColumns:
    """What the rules know of the columns that a statement can see."""

    #: The wire type by unqualified name, for types that a rule or the result's description asks for.
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])

    def with_kinds(self, added: Mapping[str, str]) -> TableColumns:
        return TableColumns({**self.kinds, **added})


#: Key in a node's `meta`: the wire type that the expression has in Snowflake's dialect, where that is known.
KIND = "kind"

Rule = Callable[[exp.Expr, TableColumns], exp.Expr]
Rules = Mapping[type[exp.Expr], Sequence[Rule]]


def merged(*parts: Rules) -> Rules:
    """All rules of the parts, by the class of node that they are for; earlier parts first."""
    rules: dict[type[exp.Expr], list[Rule]] = {}
    for part in parts:
        for kind, added in part.items():
            rules.setdefault(kind, []).extend(added)
    return rules


def apply_rules(tree: exp.Expr, rules: Rules, columns: TableColumns) -> exp.Expr:
    """The tree with each rule applied to each node of its class, in place.

    A rule's answer is not offered to the rules of another class: a rule gives what the engine can run.
    """
    for node in reversed(list(tree.walk(bfs=True))):
        for rule in rules.get(type(node), ()):
            replaced = _apply(rule, node, columns)
            if replaced is not node:
                if node is tree:
                    tree = replaced
                node = replaced
                break
    return tree


def _apply(rule: Rule, node: exp.Expr, columns: TableColumns) -> exp.Expr:
    # A rule may put the node inside its answer, which takes the node's place in its parent away.
    parent, key, index = node.parent, node.arg_key, node.index
    replaced = rule(node, columns)
    if replaced is not node:
        if KIND in node.meta:
            replaced.meta.setdefault(KIND, node.meta[KIND])
        if parent is not None and key is not None:
            parent.set(key, replaced, index)
    return replaced
