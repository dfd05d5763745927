package dev.loopline.samples.registry;

/** Which registry a home has. */
public enum RegistryKind {
    /** The tables of RD-Agent since January 2026. */
    CURRENT,
    /** The tables of December 2025: no {@code factor_registry}, fewer columns in {@code loops} and {@code artifacts}. */
    V1,
    /** No registry file. */
    NONE
}
