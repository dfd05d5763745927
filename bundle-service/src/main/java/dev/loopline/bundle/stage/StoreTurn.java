package dev.loopline.bundle.stage;

import dev.loopline.bundle.store.BundleStore;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bundler that took the turn of the place first has it until it ends. */
final class StoreTurn implements CareTurn {

    private final BundleStore store;
    private BundleStore.@Nullable Turn turn;

    StoreTurn(BundleStore store) {
        this.store = store;
    }

    @Override
    public synchronized boolean isOurs() throws IOException {
        if (turn == null) {
            Optional<BundleStore.Turn> taken = store.tryTurn();
            turn = taken.orElse(null);
        }
        return turn != null;
    }

    @Override
    public synchronized void giveBack() {
        if (turn != null) {
            turn.close();
            turn = null;
        }
    }
}
