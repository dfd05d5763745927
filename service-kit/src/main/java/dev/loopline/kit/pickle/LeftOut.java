package dev.loopline.kit.pickle;

/**
 * Stands for a text or byte string that was too long to be kept.
 *
 * @param bytes its length
 */
public record LeftOut(long bytes) {}
