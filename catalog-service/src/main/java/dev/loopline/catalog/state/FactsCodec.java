package dev.loopline.catalog.state;

import com.github.luben.zstd.Zstd;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The event of a loop as it is kept: the bytes that are published, compressed, and their digest. Safe for all threads. */
final class FactsCodec {

    /** Fast enough to keep up with reading JSON; higher levels make the file little smaller. */
    private static final int LEVEL = 1;

    private static final EventCodec CODEC = new EventCodec();

    private FactsCodec() {}

    /** Compressed bytes, and the SHA-256 of the bytes as they are published. */
    record Kept(byte[] body, byte[] digest) {}

    static Kept write(CatalogUpdated facts) {
        byte[] bytes = CODEC.encode(facts);
        return new Kept(Zstd.compress(bytes, LEVEL), Sha256.newDigest().digest(bytes));
    }

    static CatalogUpdated read(byte[] body) {
        try {
            byte[] bytes = Zstd.decompress(body, Math.toIntExact(Zstd.getFrameContentSize(body)));
            return Json.mapper().readValue(bytes, CatalogUpdated.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the state holds an event that cannot be read", e);
        }
    }
}
