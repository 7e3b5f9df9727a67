"""Synthetic applications and model answers, made inside PostgreSQL: no row passes through Python.

The rows that SQL makes have grades, tests and a text of their own, and no sealed identity: sealing is work
for each applicant by itself, measured on the applications that come in over HTTP.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from assay.apps.enigma.batches.writer import MAX_REQUESTS
from assay.apps.enigma.scoring.rubric import Rubric
from assay.demo.people import applicants
from bench.enigma_house import MODEL, House

CHUNK = 100_000
POOL = 512
"""Different texts; two together make one essay, so no more than one in POOL times POOL are alike."""

# A number from 0 to 1 that `n` and a salt decide: the same applications in every run.
_DICE = "((hashint8extended(n, {salt}) & 1048575) / 1048575.0)"

_LOAD = f"""
WITH numbered AS (
    SELECT n, md5('bench application ' || n)::uuid AS id, {_DICE.format(salt=1)} AS talent,
           {_DICE.format(salt=2)} AS noise, {_DICE.format(salt=3)} AS lot
    FROM generate_series($3::bigint, $4::bigint) AS n
), drawn AS (
    SELECT n, id, lot, round((4 + 3.6 * talent + 2.4 * noise)::numeric, 2) AS gpa,
           jsonb_strip_nulls(jsonb_build_object(
               'CLASS_XII', CASE WHEN lot < 0.92 THEN round((35 + 40 * talent + 25 * noise)::numeric, 1) END,
               'SAT', CASE WHEN lot > 0.65 THEN 400 + 10 * round(80 * talent + 40 * noise) END,
               'IELTS', CASE WHEN lot > 0.8 THEN round(18 * talent) / 2 END)) AS tests
    FROM numbered
), made AS (
    INSERT INTO enigma.applications
        (org_id, cycle_id, application_id, gpa, gpa_scale, test_scores, categories, status,
         access_token_hash, content_digest, version, created_at, updated_at)
    SELECT $1, $2, id, gpa, 10, tests,
           array_remove(ARRAY[CASE WHEN {_DICE.format(salt=4)} < 0.2 THEN 'SC' END,
                              CASE WHEN {_DICE.format(salt=5)} < 0.1 THEN 'PwD' END], NULL),
           'SUBMITTED', sha256(('token ' || n)::bytea), sha256(('content ' || n)::bytea), 1, now(), now()
    FROM drawn
)
INSERT INTO enigma.anonymized_applications
    (org_id, cycle_id, application_id, gpa, gpa_scale, test_scores, essay_scrubbed, achievements_scrubbed,
     scrubber_version, residual_risk, risk_reasons, review_state)
SELECT $1, $2, d.id, d.gpa, 10, d.tests, one.essay || E'\\n\\n' || two.essay, one.achievements,
       'bench', 0, '{{}}', 'clear'
FROM drawn d
JOIN bench.texts one ON one.place = hashint8extended(n, 6) & {POOL - 1}
JOIN bench.texts two ON two.place = hashint8extended(n, 7) & {POOL - 1}
"""


async def load(house: House, count: int) -> None:
    """`count` applications with scrubbed texts, in statements of CHUNK rows."""
    forms = list(applicants(POOL))
    await house.admin.execute(
        "CREATE TABLE bench.texts (place bigint PRIMARY KEY, essay text, achievements text)"
    )
    await house.admin.copy_records_to_table(
        "texts",
        schema_name="bench",
        records=[(place, form.essay, form.achievements) for place, form in enumerate(forms)],
    )
    # Foreign keys are checked row by row; the rows loaded here are right by construction.
    async with house.admin.transaction():
        await house.admin.execute("SET LOCAL session_replication_role = replica")
        for low in range(1, count + 1, CHUNK):
            await house.admin.execute(
                _LOAD, house.org_id, house.cycle_id, low, min(low + CHUNK - 1, count), timeout=600
            )
    await house.admin.execute("VACUUM (ANALYZE) enigma.applications, enigma.anonymized_applications")


def answers_query(rubric: Rubric) -> str:
    """Lines of an OpenAI output file for the run $1, for applications after $2 up to $3 (inclusive).

    Every trait quotes a piece of the text that was sent; scores differ from text to text.
    """
    span = rubric.high - rubric.low + 1
    traits = ", ".join(
        f"'{key}', json_build_object('score', {rubric.low} + (r.dice >> {4 * place}) % {span}, "
        f"'reason', 'The text tells of this in its own words and gives an example of it.', "
        f"'quote', substr(t.body, 1 + ((r.dice >> {2 * place}) % greatest(length(t.body) - 80, 1))::int, 72))"
        for place, key in enumerate(rubric.keys)
    )
    content = (
        f"json_build_object('traits', json_build_object({traits}), "
        "'summary', 'You tell what you did and what came of it. Say more about why it matters to you.')::text"
    )
    return f"""
        SELECT json_build_object(
            'id', 'batch_req_' || left(r.custom_id, 24), 'custom_id', r.custom_id,
            'response', json_build_object(
                'status_code', 200, 'request_id', left(r.custom_id, 24),
                'body', json_build_object(
                    'id', 'chatcmpl-' || left(r.custom_id, 24), 'object', 'chat.completion',
                    'model', '{MODEL}',
                    'choices', json_build_array(json_build_object(
                        'index', 0, 'finish_reason', 'stop',
                        'message', json_build_object('role', 'assistant', 'content', {content}))),
                    'usage', json_build_object('prompt_tokens', 1650, 'completion_tokens', 280))),
            'error', NULL)::text
        FROM (SELECT *, hashtextextended(custom_id, 8) & 1073741823 AS dice FROM enigma.batch_requests) r
        JOIN enigma.evaluation_texts t USING (application_id)
        WHERE r.batch_run_id = $1 AND r.application_id > $2 AND r.application_id <= $3
    """


async def write_answers(house: House, run_id: UUID, rubric: Rubric, folder: Path) -> list[Path]:
    """What a model's service would send back: one output file for each MAX_REQUESTS requests."""
    ends: list[Any] = await house.admin.fetch(
        "SELECT application_id FROM (SELECT application_id, "
        "row_number() OVER (ORDER BY application_id) AS n, count(*) OVER () AS total "
        "FROM enigma.batch_requests WHERE batch_run_id = $1) numbered "
        "WHERE n % $2 = 0 OR n = total ORDER BY n",
        run_id,
        MAX_REQUESTS,
    )
    after, paths = UUID(int=0), []
    for number, (end,) in enumerate(ends, 1):
        path = folder / f"output-{number:04d}.jsonl"
        await house.admin.copy_from_query(
            answers_query(rubric), run_id, after, end, output=path, **AS_THEY_ARE, timeout=600
        )
        after = end
        paths.append(path)
    return paths


# JSON holds neither control character, so each line leaves as it is.
AS_THEY_ARE: dict[str, str] = {"format": "csv", "delimiter": "\x01", "quote": "\x02", "encoding": "UTF8"}
