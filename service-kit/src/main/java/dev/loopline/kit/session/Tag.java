package dev.loopline.kit.session;

/** What is read of a loop's trace: the tags under which RD-Agent logs objects, with the short folder of 0.3 and 0.4. */
enum Tag {
    HYPOTHESIS("r", "hypothesis generation"),
    EXPERIMENT("r", "experiment generation"),
    CODER("d", "coder result"),
    RUNNER("ef", "runner result"),
    FEEDBACK("ef", "feedback"),
    /** When a step began and ended; since 0.8. Only that of the last step is looked for. */
    RECORDED("", "time_info");

    private final String shortName;
    private final String folder;

    Tag(String shortName, String folder) {
        this.shortName = shortName;
        this.folder = folder;
    }

    /** The folder that 0.3 and 0.4 put above; empty text if they know no such tag. */
    String shortName() {
        return shortName;
    }

    String folder() {
        return folder;
    }
}
