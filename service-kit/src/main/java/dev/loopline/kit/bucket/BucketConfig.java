package dev.loopline.kit.bucket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The bucket of the archives, for all services that read or write them. */
@ConfigMapping(prefix = "loopline.bundle")
public interface BucketConfig {

    /** The bucket that the archives are kept in. Not set: in the folder. */
    Optional<String> bucket();

    /** How it is reached. */
    S3 s3();

    /** How the bucket is reached. */
    interface S3 {

        /** Address of the store, such as {@code https://minio.example.org:9000}. Not set: that of AWS for the region. */
        Optional<URI> endpoint();

        /** The region. Stores other than AWS mostly take any. */
        @WithDefault("us-east-1")
        String region();

        /** What all keys begin with, so that a bucket can be shared. Not set: nothing. */
        Optional<String> prefix();

        /** Whether the bucket stands in the path and not in the host name, as most stores other than AWS want it. */
        @WithDefault("true")
        boolean pathStyle();

        /**
         * The access key. Not set: what the SDK finds, which is the variables {@code AWS_ACCESS_KEY_ID} and {@code
         * AWS_SECRET_ACCESS_KEY}, the profile files, or the role of the container or machine.
         */
        Optional<String> accessKeyId();

        /** The secret of the access key. */
        Optional<String> secretAccessKey();

        /** How long nothing may come from the store before a request is given up and tried again. */
        @WithDefault("30s")
        Duration timeout();
    }
}
