package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.kit.failure.FailureClassifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A program that takes loops into a state while its disk is full, and again when there is room. */
final class FullDiskProgram {

    private static final int BATCH = 40;

    private FullDiskProgram() {}

    /** @param args the folder of the state, on a small disk of its own */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path ballast = folder.resolve("ballast");
        try (CatalogState state = CatalogState.open(folder)) {
            state.readUpTo(Map.of());
            take(state, 0);
            fill(ballast);
            int taken = 0;
            try {
                while (true) {
                    taken++;
                    take(state, taken);
                }
            } catch (SQLException e) {
                System.out.println("transient " + FailureClassifier.isTransient(e) + ": " + e.getMessage());
            }
            System.out.println(
                    "whole " + (holds(state, taken) && state.waiting(10_000).size() == taken * BATCH));
            Files.delete(ballast);
            take(state, taken);
            System.out.println("went on " + holds(state, taken + 1));
        }
        try (CatalogState again = CatalogState.open(folder)) {
            System.out.println("kept " + (again.waiting(10_000).size() % BATCH == 0 && !again.isRecovering()));
        }
    }

    private static void take(CatalogState state, int number) throws SQLException {
        int first = number * BATCH;
        List<Change> batch = IntStream.range(first, first + BATCH)
                .<Change>mapToObj(loop -> new Change.Present(LoopProjector.project(
                        SampleLoop.of("run", loop).factor("f", "MA(5)").event())))
                .toList();
        state.apply(batch, Map.of(0, (long) first + BATCH));
    }

    private static boolean holds(CatalogState state, int batches) throws SQLException {
        try (CatalogReader reader = state.reader()) {
            return reader.keys(null).size() == batches * BATCH
                    && state.positions().equals(Map.of(0, (long) batches * BATCH));
        }
    }

    /** Leaves not one byte of room. */
    private static void fill(Path ballast) throws IOException {
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (channel.write(ByteBuffer.allocate(4096)) > 0) {
                continue; // until the disk refuses
            }
        } catch (IOException e) {
            System.out.println("full: " + e.getMessage());
        }
    }
}
