/**
 * The checks V1 to V26: does what RD-Agent made, what Loopline wrote and what AIstock holds agree?
 *
 * <p>Each group of checks is one class; a check reads the stores by itself and takes no service's word for it. Nothing is
 * changed, except that V26 asks AIstock to sync twice. Callers may rely on every check giving a result: one that cannot be
 * run has failed, with the reason.
 */
@NullMarked
package dev.loopline.cli.verify;

import org.jspecify.annotations.NullMarked;
