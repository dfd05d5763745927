package dev.loopline.kit.pickle;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of a pickle.
 *
 * @param signed whether it is in RD-Agent's signed envelope; the signature is not checked
 * @param firstClass module and name of the first class or function that it names, which is the class of the object that it
 *     holds; null if it names none
 */
public record PickleHead(boolean signed, @Nullable String firstClass) {}
