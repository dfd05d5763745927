-- Which database this is, and up to where each partition of a topic is in it. What was imported is known here, beside the rows, and not by
-- the consumer group: another database, an empty one or an older dump says by itself where reading has to go on.
CREATE TABLE IF NOT EXISTS public.loopline_database (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    database_id UUID NOT NULL DEFAULT md5(random()::text || clock_timestamp()::text)::uuid,
    made_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
INSERT INTO public.loopline_database DEFAULT VALUES ON CONFLICT DO NOTHING;

-- An offset means something only together with the id of the topic: a topic that was made anew counts from 0 again.
CREATE TABLE IF NOT EXISTS public.loopline_position (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    topic_id TEXT NOT NULL,
    next_offset BIGINT NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- So does a revision. NULL: imported by an older version, from the topic of that time.
ALTER TABLE public.loopline_import ADD COLUMN IF NOT EXISTS topic_id TEXT;
