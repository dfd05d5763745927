package dev.loopline.samples.pickle;

/**
 * A class or function that a pickle refers to by name.
 *
 * @param module for example {@code rdagent.core.proposal}
 * @param name for example {@code HypothesisFeedback}
 */
public record PyGlobal(String module, String name) {

    /** Names are interned, so that a pickle writes each of them once; a class that is called like its module is not its module. */
    public PyGlobal {
        module = module.intern();
        name = name.equals(module) ? String.valueOf(name.toCharArray()) : name.intern();
    }
}
