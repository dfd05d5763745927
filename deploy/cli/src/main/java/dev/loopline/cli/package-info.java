/**
 * The {@code loopline} command: options, output and exit codes. What the commands do lives in the packages below:
 * {@code stack} runs everything on this machine, {@code status} shows its state, {@code verify} checks what arrived.
 *
 * <p>No rule about loops, bundles or catalogs lives here; those belong to the services. Callers may rely on exit codes: 0
 * all is well, 1 something failed or a check failed, 2 the command line was wrong.
 */
@NullMarked
package dev.loopline.cli;

import org.jspecify.annotations.NullMarked;
