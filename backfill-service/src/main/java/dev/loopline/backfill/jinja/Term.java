package dev.loopline.backfill.jinja;

/** The value of an expression. */
sealed interface Term {

    /** Whether a condition on it holds. */
    boolean isTrue();

    /** As it is written into the text; not for {@link Unknown}. */
    String text();

    /** Text, as all that comes from the environment is. */
    record Text(String text) implements Term {
        @Override
        public boolean isTrue() {
            return !text.isEmpty();
        }
    }

    /** A number, a flag or none, written as Python prints it. */
    record Literal(String text, boolean isTrue) implements Term {}

    /** A variable that was not set: nothing is written for it. */
    record Undefined() implements Term {
        @Override
        public boolean isTrue() {
            return false;
        }

        @Override
        public String text() {
            return "";
        }
    }

    /**
     * A value that is not known.
     *
     * @param hasDefault whether a default in the template may stand for it
     * @param fallback what stands for it where that default is empty; empty if nothing does
     */
    record Unknown(boolean hasDefault, String fallback) implements Term {
        @Override
        public boolean isTrue() {
            throw new IllegalStateException("whether it holds is not known");
        }

        @Override
        public String text() {
            throw new IllegalStateException("its text is not known");
        }
    }

    /** Anything that is not understood here. */
    Term NOT_UNDERSTOOD = new Unknown(false, "");
}
