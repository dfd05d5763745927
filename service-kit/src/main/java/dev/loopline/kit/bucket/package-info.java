/**
 * An S3-compatible bucket: where it is, what its keys are, and how objects get there and back. {@link
 * dev.loopline.kit.bucket.Bucket} is the one way to the AWS SDK, which only those services bring along that use a bucket; its
 * failures are I/O failures with one sentence for people, and worth another attempt.
 *
 * <p>Nothing in here is a bean, so that a service without a bucket loads none of it.
 */
@NullMarked
package dev.loopline.kit.bucket;

import org.jspecify.annotations.NullMarked;
