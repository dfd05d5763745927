package dev.loopline.samples.pickle;

/**
 * A class or function that a pickle refers to by name.
 *
 * @param module for example {@code rdagent.core.proposal}
 * @param name for example {@code HypothesisFeedback}
 */
public record PyGlobal(String module, String name) {

    /** Names are interned, so that a pickle writes each of them once, as Python does. */
    public PyGlobal {
        module = module.intern();
        name = name.intern();
    }
}
