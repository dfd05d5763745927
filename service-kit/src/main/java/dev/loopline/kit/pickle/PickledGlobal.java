package dev.loopline.kit.pickle;

/**
 * The name of a Python class or function; only the name.
 *
 * @param name module and qualified name, for example {@code pathlib.PosixPath}
 */
public record PickledGlobal(String name) {}
