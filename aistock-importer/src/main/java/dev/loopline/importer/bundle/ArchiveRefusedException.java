package dev.loopline.importer.bundle;

/** An archive that must not be used. */
final class ArchiveRefusedException extends Exception {

    private final String reason;

    /** @param reason a constant in upper snake case */
    ArchiveRefusedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
