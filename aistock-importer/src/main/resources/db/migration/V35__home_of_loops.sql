-- The RD-Agent home that a loop came from, for what is announced of it later; null where it is not known.
ALTER TABLE public.loopline_import ADD COLUMN IF NOT EXISTS home TEXT;
