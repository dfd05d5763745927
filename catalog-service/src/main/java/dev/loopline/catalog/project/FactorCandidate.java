package dev.loopline.catalog.project;

import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.catalog.FactorOccurrence;

/**
 * A factor as one loop knows it.
 *
 * @param occurrence that it occurs here, with its figures
 * @param entry the row of the factor catalog if this loop is the one that is shown; its occurrence count is 1
 */
public record FactorCandidate(FactorOccurrence occurrence, FactorEntry entry) {}
