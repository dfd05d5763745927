package dev.loopline.importer.pages;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.zip.CRC32;

/**
 * Addresses of the style sheet and the scripts. Ours carry a checksum, so that a browser may keep them and still gets new
 * ones; that of htmx has its version, which its WebJar tells. Immutable.
 */
@Singleton
public class Assets {

    private static final String HTMX = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    private final String style = versioned("/rdagent/assets/pages.css");
    private final String script = versioned("/rdagent/assets/pages.js");
    private final String htmx = "/webjars/htmx.org/" + version() + "/dist/htmx.min.js";

    public String style() {
        return style;
    }

    public String script() {
        return script;
    }

    public String htmx() {
        return htmx;
    }

    private static String versioned(String path) {
        CRC32 checksum = new CRC32();
        try (InputStream in = open("META-INF/resources" + path)) {
            checksum.update(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path + "?v=" + Long.toHexString(checksum.getValue());
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open(HTMX)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is not in the application");
        }
        return in;
    }
}
