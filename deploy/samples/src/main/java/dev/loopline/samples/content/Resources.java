package dev.loopline.samples.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The texts of the templates, read once from this package's resources. Safe to share between threads. */
final class Resources {

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private Resources() {}

    /** The text of a resource of this package. */
    static String text(String name) {
        return TEXTS.computeIfAbsent(name, Resources::read);
    }

    private static String read(String name) {
        try (InputStream in = Resources.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The template " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The template " + name + " cannot be read", e);
        }
    }
}
