-- A role for the importer that may read and write rows, and nothing else: no DDL, no TRUNCATE, no other tables of AIstock.
--
-- Run it as the owner of the database or a superuser, after the importer was started once as the owner of the tables, so that
-- they exist. Then start the importer as loopline_importer. Run it again after an update of Loopline that added tables: until
-- the new migrations were applied by the owner, the importer as loopline_importer refuses to start with one sentence.
--
-- Give the role a password yourself: ALTER ROLE loopline_importer PASSWORD '...';

DO $$
DECLARE
    wanted text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loopline_importer') THEN
        CREATE ROLE loopline_importer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO loopline_importer', current_database());
    GRANT USAGE ON SCHEMA public, rdagent TO loopline_importer;
    FOREACH wanted IN ARRAY ARRAY[
        'public.aistock_factor_catalog', 'public.aistock_strategy_catalog', 'public.aistock_loop_catalog',
        'public.aistock_model_catalog', 'public.aistock_alpha158_meta', 'public.aistock_alpha360_meta',
        'public.aistock_factor_occurrence', 'public.loopline_import',
        'public.loopline_rejected', 'public.loopline_sync_run', 'public.loopline_position',
        'public.loopline_database', 'rdagent.loops', 'rdagent.workspaces',
        'rdagent.production_bundles', 'rdagent.artifacts', 'rdagent.artifact_files'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO loopline_importer', wanted::regclass);
    END LOOP;
    GRANT SELECT ON public.loopline_schema_history TO loopline_importer;
    -- The numbers of rows: whatever sequence the column id draws from, also one that an older script made.
    FOR wanted IN
        SELECT DISTINCT s.oid::regclass::text
        FROM pg_class s
        JOIN pg_depend d ON d.refobjid = s.oid OR d.objid = s.oid
        LEFT JOIN pg_attrdef a ON a.oid = d.objid
        WHERE s.relkind = 'S'
          AND COALESCE(a.adrelid, d.refobjid) IN (
              'public.aistock_factor_catalog'::regclass, 'public.aistock_strategy_catalog'::regclass,
              'public.aistock_loop_catalog'::regclass, 'public.aistock_model_catalog'::regclass)
    LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %s TO loopline_importer', wanted);
    END LOOP;
END $$;
