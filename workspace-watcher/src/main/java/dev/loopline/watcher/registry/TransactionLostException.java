package dev.loopline.watcher.registry;

/** A trigger on one of RD-Agent's tables rolled the whole transaction back ({@code RAISE(ROLLBACK)}). */
final class TransactionLostException extends RuntimeException {

    private final RdAgentTable table;

    TransactionLostException(RdAgentTable table, String reason) {
        super(reason);
        this.table = table;
    }

    RdAgentTable table() {
        return table;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
