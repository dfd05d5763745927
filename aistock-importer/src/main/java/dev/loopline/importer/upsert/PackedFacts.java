package dev.loopline.importer.upsert;

import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A loop's event as {@code loopline_import.facts} keeps it: the encoded event, compressed with zlib, in Base64. The row of a
 * factor is made from it when the loop's occurrence becomes the best one without an event of the loop. A migration that changes
 * the event empties the column; every loop is published again after such a change. Pure.
 */
final class PackedFacts {

    private static final int BUFFER = 8192;

    private PackedFacts() {}

    static String pack(byte[] event) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(BUFFER);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater, BUFFER)) {
            out.write(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory has none
        } finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    static CatalogUpdated unpack(String packed) {
        try (InputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            return Json.mapper().readValue(in, CatalogUpdated.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the facts of a loop are not what Loopline wrote", e);
        }
    }
}
