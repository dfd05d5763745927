package dev.loopline.bundle.pack;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that packs one loop, to be run with little memory. */
final class PackInSmallHeap {

    private PackInSmallHeap() {}

    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[0]);
        LoopFixture fixture = new LoopFixture(home, "run", 1);
        LoopBackfilled loop = fixture.claim(fixture.primary(), "model.pkl", Kind.WEIGHT, new byte[1])
                .event();
        try (BundleStore store = new BundleStore(Path.of(args[1]))) {
            System.out.println(new LoopPacker(home, store).packAll(List.of(loop)));
        }
    }
}
