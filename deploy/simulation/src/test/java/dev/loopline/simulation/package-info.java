/**
 * The five services in one thread of a world that one number determines: broker, clocks, RD-Agent and faults are simulated, the
 * cores of the services, their files, SQLite and PostgreSQL are the real ones. The classes named {@code Door} and {@code Stepped}
 * in the packages of the services open what those keep to themselves.
 */
@NullMarked
package dev.loopline.simulation;

import org.jspecify.annotations.NullMarked;
