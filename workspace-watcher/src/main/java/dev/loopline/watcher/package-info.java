/**
 * The workspace watcher: finds finished RD-Agent loops, registers them in {@code registry.sqlite} and announces each as a
 * {@code WorkspaceRegistered}. It is the only writer of the registry on Loopline's side, so it also records there what the
 * other services report. This package holds the configuration only; the work is in the packages below.
 */
@NullMarked
package dev.loopline.watcher;

import org.jspecify.annotations.NullMarked;
