package dev.loopline.kit.bucket;

import dev.loopline.kit.startup.StartupRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a bucket is and how it is reached.
 *
 * @param name the bucket
 * @param prefix what all keys begin with: empty, or ending with a slash
 * @param endpoint address of the store; empty for AWS
 * @param region the region
 * @param pathStyle whether the bucket stands in the path of a request
 * @param accessKey empty: the SDK looks for one
 * @param timeout how long nothing may come from the store
 */
public record BucketSettings(
        String name,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<AccessKey> accessKey,
        Duration timeout) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}[a-zA-Z0-9]");

    /** A key and its secret. */
    public record AccessKey(String id, String secret) {

        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * The settings in a configuration; empty if it names no bucket.
     *
     * @throws StartupRefusedException if they cannot be right
     */
    public static Optional<BucketSettings> of(BucketConfig config) {
        BucketConfig.S3 s3 = config.s3();
        if (config.bucket().isEmpty()) {
            return Optional.empty();
        }
        String name = config.bucket().get();
        require(NAME.matcher(name).matches(), "'" + name + "' is no name of a bucket; correct LOOPLINE_BUNDLE_BUCKET");
        require(
                s3.endpoint().filter(uri -> !isHttp(uri)).isEmpty(),
                "the address of the store begins with http:// or https:// and has a host; correct"
                        + " LOOPLINE_BUNDLE_S3_ENDPOINT");
        require(
                s3.accessKeyId().isPresent() == s3.secretAccessKey().isPresent(),
                "an access key has an id and a secret; set both LOOPLINE_BUNDLE_S3_ACCESS_KEY_ID and"
                        + " LOOPLINE_BUNDLE_S3_SECRET_ACCESS_KEY, or neither of them");
        require(
                !s3.timeout().isNegative() && !s3.timeout().isZero(),
                "the timeout of the store is longer than nothing; correct LOOPLINE_BUNDLE_S3_TIMEOUT");
        return Optional.of(new BucketSettings(
                name,
                prefix(s3.prefix().orElse("")),
                s3.endpoint(),
                s3.region(),
                s3.pathStyle(),
                s3.accessKeyId().flatMap(id -> s3.secretAccessKey().map(secret -> new AccessKey(id, secret))),
                s3.timeout()));
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    private static String prefix(String written) {
        String plain = written.strip().replaceAll("^/+|/+$", "");
        return plain.isEmpty() ? "" : plain + "/";
    }

    private static void require(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new StartupRefusedException(otherwise);
        }
    }

    /** The bucket for people. */
    public String place() {
        return "the bucket " + name + (prefix.isEmpty() ? "" : " (" + prefix + ")")
                + endpoint.map(uri -> " at " + uri).orElse(" in " + region);
    }
}
