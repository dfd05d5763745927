-- The information coefficients of a factor in a loop. Loops that were imported before have none until they are published again.
ALTER TABLE public.aistock_factor_occurrence
    ADD COLUMN IF NOT EXISTS ic DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS ic_ir DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS rank_ic DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS rank_ic_ir DOUBLE PRECISION;
