package dev.loopline.bundle.pack;

import dev.loopline.bundle.store.BundleStore;
import dev.loopline.contracts.path.RootSettings;

/** Makes a packer without threads. */
public final class PackerDoor {

    private PackerDoor() {}

    public static LoopPacker open(RootSettings home, BundleStore store) {
        return new LoopPacker(home, store, 1);
    }
}
