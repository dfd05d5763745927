SELECT
    l.task_run_id,
    l.loop_id,
    l.workspace_id,
    l.workspace_path,
    l.log_dir,
    pb.bundle_id as asset_bundle_id,
    pb.bundle_path as asset_bundle_path
FROM loops l
LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
WHERE l.task_run_id = '20250107_001' AND l.loop_id = 1;

SELECT
    f.name,
    f.task_run_id,
    f.loop_id,
    f.workspace_id,
    f.workspace_path,
    l.log_dir,
    pb.bundle_id as asset_bundle_id
FROM aistock_factor_catalog f
JOIN loops l ON f.task_run_id = l.task_run_id AND f.loop_id = l.loop_id
LEFT JOIN production_bundles pb ON f.task_run_id = pb.task_run_id AND f.loop_id = pb.loop_id
WHERE f.name = 'feature_PriceStrength_10D';

SELECT 'Factor Catalog' as catalog_type, COUNT(*) as count FROM aistock_factor_catalog
UNION ALL
SELECT 'Model Catalog', COUNT(*) FROM aistock_model_catalog
UNION ALL
SELECT 'Strategy Catalog', COUNT(*) FROM aistock_strategy_catalog
UNION ALL
SELECT 'Loop Catalog', COUNT(*) FROM aistock_loop_catalog;

SELECT 
    'Loop Catalog' as catalog_type,
    COUNT(*) as total,
    COUNT(asset_bundle_id) as with_bundle_id,
    ROUND(COUNT(asset_bundle_id)::numeric / COUNT(*) * 100, 1) as coverage_pct
FROM aistock_loop_catalog
UNION ALL
SELECT 
    'Factor Catalog',
    COUNT(*),
    COUNT(asset_bundle_id),
    ROUND(COUNT(asset_bundle_id)::numeric / COUNT(*) * 100, 1)
FROM aistock_factor_catalog
UNION ALL
SELECT 
    'Model Catalog',
    COUNT(*),
    COUNT(asset_bundle_id),
    ROUND(COUNT(asset_bundle_id)::numeric / COUNT(*) * 100, 1)
FROM aistock_model_catalog
UNION ALL
SELECT 
    'Strategy Catalog',
    COUNT(*),
    COUNT(asset_bundle_id),
    ROUND(COUNT(asset_bundle_id)::numeric / COUNT(*) * 100, 1)
FROM aistock_strategy_catalog;

SELECT 
    lc.task_run_id,
    lc.loop_id,
    lc.workspace_id,
    lc.workspace_path,
    lc.asset_bundle_id,
    fc.count as factor_count,
    mc.count as model_count
FROM aistock_loop_catalog lc
LEFT JOIN LATERAL (
    SELECT COUNT(*) as count
    FROM aistock_factor_catalog fc
    WHERE fc.task_run_id = lc.task_run_id AND fc.loop_id = lc.loop_id
) fc ON true
LEFT JOIN LATERAL (
    SELECT COUNT(*) as count
    FROM aistock_model_catalog mc
    WHERE mc.task_run_id = lc.task_run_id AND mc.loop_id = lc.loop_id
) mc ON true
WHERE lc.has_result = true
LIMIT 10;

SELECT 
    l.task_run_id, l.loop_id, l.workspace_id, l.workspace_path, l.log_dir,
    pb.bundle_id, pb.bundle_path
FROM loops l
LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
WHERE l.has_result = 1
LIMIT 1;

SELECT l.task_run_id, l.loop_id, pb.bundle_id
FROM loops l
LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
WHERE l.has_result = 1 AND pb.bundle_id IS NULL
LIMIT 5;

SELECT COUNT(*) FROM production_bundles;
