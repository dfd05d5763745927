/**
 * RD-Agent's registry as RD-Agent writes it: its tables of two generations, its upserts, its connection habits.
 *
 * <p>This package plays RD-Agent and knows nothing of Loopline: no column or table of Loopline's is ever created here, and a
 * column that another program added is left alone.
 */
@NullMarked
package dev.loopline.samples.registry;

import org.jspecify.annotations.NullMarked;
