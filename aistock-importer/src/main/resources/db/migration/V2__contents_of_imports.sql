-- What an import left, as numbers of rows per table: a replay can see that all of it is there without comparing it.
ALTER TABLE public.loopline_import ADD COLUMN IF NOT EXISTS contents JSONB;
