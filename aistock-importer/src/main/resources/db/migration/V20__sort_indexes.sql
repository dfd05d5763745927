-- "Best first" on the catalog pages. Lists in the order of their keys have the unique keys; every other order is a
-- sort of ids alone, which for ten thousand rows costs less than one more index would cost each import.
CREATE INDEX IF NOT EXISTS loopline_loop_best_first
    ON public.aistock_loop_catalog (sharpe DESC NULLS LAST, id);
CREATE INDEX IF NOT EXISTS loopline_factor_best_first
    ON public.aistock_factor_catalog (best_performance_sharpe DESC NULLS LAST, id);
