/**
 * Bundles as folders, {@code RDagentDB/production_bundles/<id>}: RD-Agent's results API and its tools read them there. They follow
 * the archives; a folder that is not Loopline's is left alone. Knows the store; no framework and no broker.
 */
@NullMarked
package dev.loopline.bundle.extract;

import org.jspecify.annotations.NullMarked;
