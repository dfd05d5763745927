-- The row of a factor is made from the event of the loop that shows it best, which is kept once per loop instead of once per factor in
-- each loop. Loops that were imported before have none until they are published again, which every loop is after this change.
ALTER TABLE public.loopline_import ADD COLUMN IF NOT EXISTS facts TEXT;
-- It is compressed already.
ALTER TABLE public.loopline_import ALTER COLUMN facts SET STORAGE EXTERNAL;
ALTER TABLE public.aistock_factor_occurrence DROP COLUMN IF EXISTS entry;
