-- A factor is its normalised name. Each loop's occurrences are kept whole; the row of a factor shows the best of them. Rows of the
-- former layout are merged: of the rows of one name one stays, with its id; the others are merged into it.

SET LOCAL client_min_messages = warning;

ALTER TABLE public.loopline_import ALTER COLUMN sequence DROP NOT NULL;

-- Rows of Loopline are those with a revision; 0 marks a row that stays, though no loop has its factor, because another table refers to it.
UPDATE public.aistock_factor_catalog c SET loopline_revision = 0
FROM public.loopline_factor s WHERE s.fingerprint = c.loopline_fingerprint AND s.gone;
UPDATE public.aistock_factor_catalog SET loopline_revision = -1
WHERE loopline_fingerprint IS NOT NULL AND loopline_revision IS NULL;

-- Occurrences -------------------------------------------------------------------------------------------------------

ALTER TABLE public.aistock_factor_occurrence
    ADD COLUMN IF NOT EXISTS code_digest TEXT,
    ADD COLUMN IF NOT EXISTS variant TEXT NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS entry JSONB;

-- Several factors of one loop may have the same formula text.
DO $$
DECLARE
    old_key text;
BEGIN
    SELECT conname INTO old_key FROM pg_constraint
    WHERE conrelid = 'public.aistock_factor_occurrence'::regclass AND contype = 'p';
    IF old_key IS NOT NULL THEN
        EXECUTE format('ALTER TABLE public.aistock_factor_occurrence DROP CONSTRAINT %I', old_key);
    END IF;
    ALTER TABLE public.aistock_factor_occurrence ADD PRIMARY KEY (task_run_id, loop_id, name, fingerprint);
END $$;

UPDATE public.aistock_factor_occurrence o
SET variant = CASE WHEN coalesce(btrim(o.expression), '') = '' THEN '' ELSE o.fingerprint END,
    entry = coalesce(
        (SELECT jsonb_strip_nulls(to_jsonb(c) - ARRAY['id', 'updated_at', 'is_sota_factor', 'first_sota_task_id',
                    'loopline_sequence', 'performance_metrics'])
         FROM public.aistock_factor_catalog c
         WHERE c.loopline_fingerprint = o.fingerprint AND c.task_run_id = o.task_run_id AND c.loop_id = o.loop_id
         LIMIT 1),
        jsonb_strip_nulls(jsonb_build_object(
            'name', o.name, 'source', o.source, 'expression', o.expression, 'formula_hint', o.expression,
            'catalog_version', 'v1', 'catalog_source', 'rdagent_tools', 'best_performance_sharpe', o.sharpe,
            'best_performance_ann_ret', o.annualized_return, 'asset_bundle_id', o.asset_bundle_id,
            'task_run_id', o.task_run_id, 'loop_id', o.loop_id, 'workspace_id', o.workspace_id,
            'loopline_fingerprint', o.fingerprint, 'is_available', true,
            'raw_payload', jsonb_build_object('fingerprint', o.fingerprint),
            'generated_at_utc', coalesce(i.generated_at_utc, i.imported_at, now()),
            'loopline_revision', coalesce(i.revision, 1))))
     || jsonb_build_object('factor_name', o.factor_name)
FROM public.aistock_factor_occurrence x
LEFT JOIN public.loopline_import i ON i.task_run_id = x.task_run_id AND i.loop_id = x.loop_id
WHERE x.ctid = o.ctid;

-- The best occurrence of a name is the first row of this index.
CREATE INDEX IF NOT EXISTS loopline_occurrence_best ON public.aistock_factor_occurrence
    (factor_name, (variant = ''), sharpe DESC NULLS LAST, task_run_id COLLATE "C", loop_id, name COLLATE "C", fingerprint COLLATE "C");
-- This one and the key serve what the former two did.
DROP INDEX IF EXISTS public.idx_factor_occurrence_factor_name;
DROP INDEX IF EXISTS public.idx_factor_occurrence_task_loop;

-- Factors -----------------------------------------------------------------------------------------------------------

-- A fingerprint is a column now, no key: three factors may have one formula text.
DO $$
DECLARE
    key_of_old_layout regclass;
BEGIN
    FOR key_of_old_layout IN
        SELECT i.indexrelid::regclass FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = 'public.aistock_factor_catalog'::regclass AND i.indisunique AND i.indnkeyatts = 1
          AND a.attname = 'loopline_fingerprint'
    LOOP
        EXECUTE format('DROP INDEX %s', key_of_old_layout);
    END LOOP;
END $$;

-- What other tables refer to is pointed at the row that stays; where that is refused, the old row stays and is marked unavailable.
CREATE FUNCTION pg_temp.merge_factor(stays bigint, goes bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    reference record;
BEGIN
    UPDATE public.aistock_factor_catalog s
    SET is_sota_factor = coalesce(s.is_sota_factor, false) OR coalesce(g.is_sota_factor, false),
        first_sota_task_id = coalesce(s.first_sota_task_id, g.first_sota_task_id),
        code_text = coalesce(s.code_text, g.code_text)
    FROM public.aistock_factor_catalog g WHERE s.id = stays AND g.id = goes;
    FOR reference IN
        SELECT c.conrelid::regclass AS child, a.attname AS child_column
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_attribute p ON p.attrelid = c.confrelid AND p.attnum = c.confkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'public.aistock_factor_catalog'::regclass
          AND cardinality(c.conkey) = 1 AND p.attname = 'id'
    LOOP
        BEGIN
            EXECUTE format('UPDATE %s SET %I = $1 WHERE %I = $2', reference.child, reference.child_column,
                           reference.child_column) USING stays, goes;
        EXCEPTION WHEN unique_violation OR insufficient_privilege THEN
            NULL; -- the child has both already, or is not ours to change
        END;
    END LOOP;
    BEGIN
        DELETE FROM public.aistock_factor_catalog WHERE id = goes;
    EXCEPTION WHEN foreign_key_violation OR restrict_violation THEN
        UPDATE public.aistock_factor_catalog SET is_available = false, loopline_revision = NULL, loopline_fingerprint = NULL
        WHERE id = goes;
    END;
END $$;

DO $$
DECLARE
    factor record;
BEGIN
    FOR factor IN
        WITH ours AS (
            SELECT c.id, c.factor_name, c.source,
                   CASE WHEN c.loopline_fingerprint IS NOT NULL
                             AND c.factor_name IN (o.plain || '@' || left(c.loopline_fingerprint, 6),
                                                   o.plain || '@' || c.loopline_fingerprint)
                        THEN o.plain ELSE c.factor_name END AS plain
            FROM public.aistock_factor_catalog c
            LEFT JOIN LATERAL (
                SELECT split_part(c.factor_name, '@' || left(c.loopline_fingerprint, 6), 1) AS plain) o ON true
            WHERE c.loopline_revision IS NOT NULL)
        SELECT id, factor_name, source, plain,
               first_value(id) OVER (PARTITION BY plain ORDER BY (factor_name = plain) DESC, id) AS stays
        FROM ours ORDER BY plain, id
    LOOP
        IF factor.id <> factor.stays THEN
            PERFORM pg_temp.merge_factor(factor.stays, factor.id);
        ELSIF factor.factor_name <> factor.plain THEN
            -- A row of somebody else may have the plain name; then this one keeps its own until its factor is imported again.
            UPDATE public.aistock_factor_catalog c SET factor_name = factor.plain
            WHERE c.id = factor.id AND NOT EXISTS (
                SELECT 1 FROM public.aistock_factor_catalog x
                WHERE x.factor_name = factor.plain AND x.source = factor.source);
        END IF;
    END LOOP;
END $$;

CREATE UNIQUE INDEX IF NOT EXISTS loopline_factor_name
    ON public.aistock_factor_catalog (factor_name) WHERE loopline_revision IS NOT NULL;

DROP TABLE IF EXISTS public.loopline_factor;
