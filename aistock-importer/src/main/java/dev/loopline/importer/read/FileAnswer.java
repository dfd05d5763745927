package dev.loopline.importer.read;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A file of a bundle as an answer. Bundles hold content that Loopline did not write: text is shown as plain text and pictures as
 * pictures, everything else is offered for saving, so that no file runs in the page's origin. Stateless.
 */
final class FileAnswer {

    private static final Set<String> TEXT =
            Set.of("py", "json", "yaml", "yml", "csv", "log", "txt", "md", "toml", "ini", "cfg", "sh");
    private static final Map<String, String> PICTURES =
            Map.of("png", "image/png", "jpg", "image/jpeg", "jpeg", "image/jpeg", "gif", "image/gif");

    private FileAnswer() {}

    static Response of(Path file) {
        String name = file.getFileName().toString();
        String type = mediaType(name);
        Response.ResponseBuilder answer = Response.ok(file.toFile(), type).header("X-Content-Type-Options", "nosniff");
        if (type.equals(MediaType.APPLICATION_OCTET_STREAM)) {
            answer.header(HttpHeaders.CONTENT_DISPOSITION, "attachment");
        }
        return answer.build();
    }

    /** Whether a person can read it in a page. */
    static boolean isText(String name) {
        return TEXT.contains(extension(name));
    }

    private static String mediaType(String name) {
        if (isText(name)) {
            return "text/plain;charset=UTF-8";
        }
        return PICTURES.getOrDefault(extension(name), MediaType.APPLICATION_OCTET_STREAM);
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
