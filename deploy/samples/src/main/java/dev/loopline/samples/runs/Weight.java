package dev.loopline.samples.runs;

/**
 * The weights of a trained model.
 *
 * @param member where they lie, relative to the experiment's workspace
 * @param sha256 of their bytes, in lower-case hex
 */
public record Weight(String member, String sha256) {}
