/**
 * What RD-Agent's runners do with an experiment: which configuration of its folder they execute, and with which values they fill
 * it. One row of {@link dev.loopline.backfill.runner.RunnerRule} a generation; a new one costs a row. Pure.
 */
@NullMarked
package dev.loopline.backfill.runner;

import org.jspecify.annotations.NullMarked;
