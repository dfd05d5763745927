package dev.loopline.samples.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.pickle.PickleWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

/** Ids and bytes that follow from a key alone, so that a home is the same each time. */
final class Made {

    private static final int ID_LENGTH = 32;
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private Made() {}

    /** 32 hex digits. */
    static String id(String key) {
        return sha256(key.getBytes(UTF_8)).substring(0, ID_LENGTH);
    }

    static SplittableRandom random(String key) {
        return new SplittableRandom(Long.parseUnsignedLong(id(key).substring(0, 16), 16));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    static byte[] bytes(String key, int size) {
        byte[] bytes = new byte[size];
        random(key).nextBytes(bytes);
        return bytes;
    }

    /** A pickle that holds weights. */
    static byte[] weights(String key, int size) {
        return PickleWriter.pickle(Map.of("state", bytes(key, size)));
    }

    /** What begins as an HDF5 file does; nothing can be read from it. */
    static byte[] hdf(String key, int size) {
        byte[] bytes = bytes(key, size);
        System.arraycopy(HDF5, 0, bytes, 0, HDF5.length);
        return bytes;
    }
}
