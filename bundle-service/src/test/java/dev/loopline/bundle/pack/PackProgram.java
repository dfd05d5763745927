package dev.loopline.bundle.pack;

import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that packs one loop: to be run with little memory or disk, to be killed, to be halted. */
final class PackProgram {

    private PackProgram() {}

    /** @param args the home, the bundle folder, a file with the event */
    public static void main(String[] args) throws IOException {
        LoopBackfilled loop = Json.mapper().readValue(Files.readAllBytes(Path.of(args[2])), LoopBackfilled.class);
        try (FolderStore store = new FolderStore(Path.of(args[1]))) {
            System.out.println(new LoopPacker(Path.of(args[0]), store).packAll(List.of(loop)));
        } catch (IOException e) {
            System.out.println("FAILED " + e);
        }
    }
}
