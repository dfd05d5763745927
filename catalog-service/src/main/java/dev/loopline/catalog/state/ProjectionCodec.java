package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.codec.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A projection as it is kept: JSON, deflated. Equal projections give equal bytes. Safe for all threads; each has a
 * compressor of its own, because making one costs more than half of what it does for a projection.
 */
final class ProjectionCodec {

    private static final int BUFFER = 1 << 14;

    private static final ThreadLocal<Deflater> DEFLATER =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED));

    private static final ThreadLocal<Inflater> INFLATER = ThreadLocal.withInitial(Inflater::new);

    private ProjectionCodec() {}

    static byte[] write(LoopProjection projection) {
        Deflater deflater = DEFLATER.get();
        deflater.reset();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, BUFFER)) {
            Json.mapper().writeValue(out, projection);
        } catch (IOException e) {
            throw new UncheckedIOException("not writable as JSON: " + projection.key(), e);
        }
        return bytes.toByteArray();
    }

    static LoopProjection read(byte[] deflated) {
        Inflater inflater = INFLATER.get();
        inflater.reset();
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated), inflater, BUFFER)) {
            return Json.mapper().readValue(in, LoopProjection.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the state holds a projection that cannot be read", e);
        }
    }
}
