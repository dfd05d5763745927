package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.codec.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A projection as it is kept: JSON, deflated. Equal projections give equal bytes. */
final class ProjectionCodec {

    private ProjectionCodec() {}

    static byte[] write(LoopProjection projection) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
                Json.mapper().writeValue(out, projection);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("not writable as JSON: " + projection.key(), e);
        } finally {
            deflater.end();
        }
    }

    static LoopProjection read(byte[] deflated) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return Json.mapper().readValue(in, LoopProjection.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the state holds a projection that cannot be read", e);
        }
    }
}
