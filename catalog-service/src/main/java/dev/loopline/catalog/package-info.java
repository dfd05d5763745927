/**
 * The catalog service. Rooms: {@code project} turns one event into the entries of its loop, {@code merge} decides which
 * loop shows a factor, {@code state} keeps all loops in SQLite, {@code export} writes the four catalog files, {@code serve}
 * answers over HTTP, {@code stage} connects all this to the topics.
 */
@NullMarked
package dev.loopline.catalog;

import org.jspecify.annotations.NullMarked;
