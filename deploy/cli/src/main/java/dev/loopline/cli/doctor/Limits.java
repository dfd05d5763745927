package dev.loopline.cli.doctor;

/**
 * What a start needs at least.
 *
 * @param javaVersion of the running Java
 * @param memoryBytes for broker, database and the five services
 * @param diskBytes free in the data folder
 * @param openFiles for each process
 */
public record Limits(int javaVersion, long memoryBytes, long diskBytes, long openFiles) {

    private static final long MEBIBYTE = 1024L * 1024;

    /** What was measured: 1 GB in all processes at rest, 1.3 GB at the peak of a history of 230 loops. */
    public static final Limits MEASURED = new Limits(17, 1400 * MEBIBYTE, 2048 * MEBIBYTE, 4096);
}
