package dev.loopline.importer.bundle;

/** How an archive gets from a shared disk into AIstock's folder. */
public enum BundleCopy {
    /**
     * As a file of its own. Where file system and Java runtime can, the two share their blocks until one of them is written
     * to: {@link java.nio.file.Files#copy} asks Linux for that since JDK 20.
     */
    COPY,
    /** As a second name of the same file. Whoever writes into one of them in place, as scripts do, damages both. */
    LINK
}
