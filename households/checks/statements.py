"""The SQL of rules: the selection of records and the one statement that keeps hits."""

from collections.abc import Sequence

from households.checks.declare import Check, Source
from households.checks.facts import fact_queries

#: ``found`` is what the rules find now. New hits open, seen ones are refreshed, hits of
#: these rules that are not found any more are fixed. An exemption stays while the
#: values are the same and until its day. What a later recheck wrote is left as it is.
_KEEP = """
found AS MATERIALIZED ({found}),
kept AS (
    INSERT INTO households_qualityhit AS hit
           (rule, severity, key, village_code, household_id, member_id, values,
            state, first_seen_at, last_seen_at, exempt_reason)
    SELECT rule, severity, key, village_code, household_id, member_id, values,
           'open', %(now)s, %(now)s, ''
      FROM found ORDER BY rule, key
    ON CONFLICT (rule, key) DO UPDATE
       SET severity = EXCLUDED.severity, village_code = EXCLUDED.village_code,
           household_id = EXCLUDED.household_id, member_id = EXCLUDED.member_id,
           values = EXCLUDED.values, last_seen_at = EXCLUDED.last_seen_at,
           fixed_at = NULL,
           first_seen_at = CASE WHEN hit.state = 'fixed' THEN EXCLUDED.first_seen_at
                                ELSE hit.first_seen_at END,
           (state, before_import) = (
               SELECT CASE WHEN stays THEN 'exempt' ELSE 'open' END,
                      CASE WHEN stays OR hit.state = 'open' THEN hit.before_import END
                 FROM (SELECT hit.state = 'exempt' AND hit.values = EXCLUDED.values
                              AND (hit.exempt_until IS NULL
                                   OR hit.exempt_until >= %(today)s)) s (stays))
     WHERE hit.last_seen_at <= %(now)s
       AND (hit.fixed_at IS NULL OR hit.fixed_at <= %(now)s)
    RETURNING first_seen_at = %(now)s AS is_new),
vanished AS (
    UPDATE households_qualityhit hit SET state = 'fixed', fixed_at = %(now)s,
           before_import = NULL
     WHERE hit.rule = ANY(%(rules)s) AND hit.state <> 'fixed'
       AND hit.last_seen_at <= %(now)s
       AND hit.village_code BETWEEN %(low)s AND %(high)s
       AND (%(households)s::bigint[] IS NULL
            OR hit.household_id = ANY(%(households)s::bigint[]))
       AND NOT EXISTS (SELECT 1 FROM found
                        WHERE found.rule = hit.rule AND found.key = hit.key)
    RETURNING 1)
SELECT (SELECT count(*) FROM kept WHERE is_new), (SELECT count(*) FROM vanished)
"""


def parameter_name(check: Check, name: str) -> str:
    """Placeholder of a parameter, with its rule: rules can share a statement."""
    return f"{check.key}_{name}"


def selection(check: Check) -> str:
    """SELECT of rule, severity, key, village_code, household_id, member_id, values."""
    source = check.source
    conditions = " AND ".join([f"({check.where})", *_scope(source)])
    sql = f"""
    SELECT '{check.key}' AS rule, '{check.severity.value}' AS severity,
           {_place(source)}, {_values(check)} AS values
      FROM {source.tables} WHERE {conditions}"""
    return _with_parameters(check, sql)


def together(checks: Sequence[Check]) -> str:
    """The same for rules of one source, whose records are read once for them all.

    Quick to plan and right for a few records; over a register each rule's own condition
    gives the better plan.
    """
    source = checks[0].source
    limits = " AND ".join(["tried.values IS NOT NULL", *_scope(source)])
    return f"""
    SELECT tried.rule, tried.severity, {_place(source)}, tried.values
      FROM {_with_parameters(checks[0], source.tables)}
     CROSS JOIN LATERAL (VALUES {", ".join(map(_tried, checks))})
           AS tried (rule, severity, values)
     WHERE {limits}"""


def _place(source: Source) -> str:
    return f"""{source.record} AS key, {source.village} AS village_code,
           ({source.household or "NULL"})::bigint AS household_id,
           ({source.member or "NULL"})::bigint AS member_id"""


def _values(check: Check) -> str:
    pairs = ", ".join(f"'{name}', {column}" for name, column in check.values.items())
    return f"jsonb_build_object({pairs})"


def _tried(check: Check) -> str:
    """A rule on a record: its key, severity, and values where the record breaks it."""
    found = f"CASE WHEN {check.where} THEN {_values(check)} END"
    severity = check.severity.value
    return f"('{check.key}', '{severity}', {_with_parameters(check, found)})"


def _with_parameters(check: Check, sql: str) -> str:
    for name in check.parameters:
        placeholder = f"%({parameter_name(check, name)})s::numeric"
        sql = sql.replace(f"%({name})s", placeholder)
    return sql


def keeping(check: Check) -> str:
    """The statement of one rule, over facts that stand in temporary tables."""
    return "WITH " + _KEEP.format(found=selection(check))


def rechecking(checks: Sequence[Check]) -> str:
    """All rules over a few households in one statement, which makes its own facts."""
    facts = ", ".join(
        f"{name} AS MATERIALIZED ({query})" for name, query in fact_queries(of_few=True)
    )
    found = " UNION ALL ".join(map(together, _by_source(checks)))
    return f"WITH {facts}, {_KEEP.format(found=found)}"


def _by_source(checks: Sequence[Check]) -> list[list[Check]]:
    """Rules that can be asked of the same reading of a source."""
    groups: dict[tuple[Source, str], list[Check]] = {}
    for check in checks:
        # The parameters of a source are its rule's.
        tables = _with_parameters(check, check.source.tables)
        groups.setdefault((check.source, tables), []).append(check)
    return list(groups.values())


def _scope(source: Source) -> list[str]:
    """Limits of a source that is not made of the facts of the run's households."""
    if source.of_facts:
        return []
    limits = [f"{source.village} BETWEEN %(low)s AND %(high)s"]
    if source.household:
        limits.append(
            "(%(households)s::bigint[] IS NULL OR "
            f"{source.household} IN (SELECT id FROM fact_target))"
        )
    return limits
