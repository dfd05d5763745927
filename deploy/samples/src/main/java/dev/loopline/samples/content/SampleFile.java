package dev.loopline.samples.content;

import java.util.function.Supplier;

/**
 * A file to be written.
 *
 * @param stage when RD-Agent writes it
 * @param path relative to the home, with forward slashes
 * @param content makes its bytes; the same bytes at each call
 */
public record SampleFile(Stage stage, String path, Supplier<byte[]> content) {}
