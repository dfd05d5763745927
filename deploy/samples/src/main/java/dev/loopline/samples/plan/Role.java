package dev.loopline.samples.plan;

/** What a workspace is to its loop. */
public enum Role {
    /** Holds templates, backtest and results: one per loop. */
    EXPERIMENT("experiment_workspace"),
    /** Holds the code of one factor or model: any number per loop. */
    SUB("sub_workspace");

    private final String wire;

    Role(String wire) {
        this.wire = wire;
    }

    /** The spelling in the registry's {@code workspace_role} column. */
    public String wire() {
        return wire;
    }
}
