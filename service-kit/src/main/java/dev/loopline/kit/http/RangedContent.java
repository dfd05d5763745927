package dev.loopline.kit.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as an answer, whole or in part. The framework's own answer for files knows no {@code If-Range}, and has no 416.
 *
 * @param body where the bytes come from
 * @param sizeBytes how many there are
 * @param entityTag in quotes; changes when the bytes do
 * @param type media type
 */
public record RangedContent(DigestedFile.Body body, long sizeBytes, String entityTag, MediaType type) {

    /**
     * The answer to GET.
     *
     * @throws RuntimeException answered as 416 if the range lies behind the end
     */
    public Response.ResponseBuilder get(@Nullable String range, @Nullable String ifRange) {
        boolean rangeCounts = ifRange == null || ifRange.strip().equals(entityTag);
        ByteRange.Meaning meaning =
                ByteRange.parse(Optional.ofNullable(range).filter(unused -> rangeCounts), sizeBytes);
        if (meaning instanceof ByteRange.Unsatisfiable) {
            throw new RangeNotSatisfiableException(sizeBytes);
        }
        if (meaning instanceof ByteRange.Part part) {
            ByteRange bytes = part.range();
            return described(Response.status(Response.Status.PARTIAL_CONTENT))
                    .header("Content-Range", bytes.contentRange(sizeBytes))
                    .header(HttpHeaders.CONTENT_LENGTH, bytes.length())
                    .entity(body.part(bytes.first(), bytes.length()));
        }
        return described(Response.ok())
                .header(HttpHeaders.CONTENT_LENGTH, sizeBytes)
                .entity(body.part(0, sizeBytes));
    }

    /** Adds what the answers to GET and HEAD and a 304 say of the bytes. */
    Response.ResponseBuilder described(Response.ResponseBuilder response) {
        return response.type(type)
                .header(HttpHeaders.ETAG, entityTag)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
}
