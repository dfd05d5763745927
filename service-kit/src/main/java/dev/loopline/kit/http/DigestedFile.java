package dev.loopline.kit.http;

import dev.loopline.contracts.Sha256;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of known digest as an answer: whole, in part, or 304 if the client has it. The entity tag is the SHA-256; {@code
 * Repr-Digest} (RFC 9530) says the same in the form that HTTP clients check. The bytes of a file go to the socket
 * without passing through the heap.
 *
 * @param body where its bytes come from
 * @param sizeBytes how long it is
 * @param sha256 of all its bytes
 * @param type media type
 */
public record DigestedFile(Body body, long sizeBytes, Sha256 sha256, MediaType type) {

    /** Where the bytes come from. */
    public interface Body {

        /** An entity that is a part of the bytes. */
        Object part(long first, long length);
    }

    /** A file of this machine, whose bytes do not pass through the heap. */
    public DigestedFile(Path file, long sizeBytes, Sha256 sha256, MediaType type) {
        this((first, length) -> new PathPart(file, first, length), sizeBytes, sha256, type);
    }

    /**
     * The answer to GET.
     *
     * @param ifNoneMatch the header of this name, like the others
     * @throws RuntimeException answered as 416 if the range lies behind the end
     */
    public Response get(@Nullable String ifNoneMatch, @Nullable String range, @Nullable String ifRange) {
        if (matches(ifNoneMatch)) {
            return described(Response.notModified()).build();
        }
        return digested(content().get(range, ifRange)).build();
    }

    /** The answer to HEAD: the same headers without the bytes. */
    public Response head(@Nullable String ifNoneMatch) {
        return matches(ifNoneMatch)
                ? described(Response.notModified()).build()
                : described(Response.ok())
                        .header(HttpHeaders.CONTENT_LENGTH, sizeBytes)
                        .build();
    }

    private Response.ResponseBuilder described(Response.ResponseBuilder response) {
        return digested(content().described(response));
    }

    private RangedContent content() {
        return new RangedContent(body, sizeBytes, entityTag(), type);
    }

    private Response.ResponseBuilder digested(Response.ResponseBuilder response) {
        byte[] digest = HexFormat.of().parseHex(sha256.hex());
        return response.header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
    }

    private String entityTag() {
        return "\"" + sha256 + "\"";
    }

    private boolean matches(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag()));
    }
}
