package dev.loopline.kit.session;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One object that RD-Agent logged: {@code <tag>/<process>/<time>.pkl}.
 *
 * @param tag under which
 * @param file where it lies
 * @param at when it was logged
 * @param process the main process that logged it; of a subprocess step, the parent
 */
record TracePickle(Tag tag, Path file, Instant at, String process) {}
