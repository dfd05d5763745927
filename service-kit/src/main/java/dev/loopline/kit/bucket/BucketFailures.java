package dev.loopline.kit.bucket;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What failures of the SDK mean, in one sentence each. Pure. */
final class BucketFailures {

    private static final int FORBIDDEN = 403;
    private static final String NO_BUCKET = "NoSuchBucket";
    private static final Set<String> CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "InvalidSecurity",
            "AuthorizationHeaderMalformed",
            "RequestTimeTooSkewed");
    private static final String RIGHTS =
            "s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and"
                    + " s3:ListBucketMultipartUploads";

    private BucketFailures() {}

    /**
     * @param place the bucket for people
     * @param what what was tried, a clause such as "written to"
     */
    static IOException of(SdkException failure, String place, String what) {
        if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new ClosedByInterruptException();
        }
        return new BucketException(place + " cannot be " + what + ": " + clause(failure), failure);
    }

    private static String clause(SdkException failure) {
        if (failure instanceof S3Exception answer) {
            return answered(answer);
        }
        if (failure instanceof ApiCallAttemptTimeoutException || failure instanceof ApiCallTimeoutException) {
            return "it does not answer in time";
        }
        String text = root(failure);
        return text.contains("Unable to load credentials")
                ? "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or one of the other ways"
                        + " that the AWS SDK knows"
                : "it does not answer (" + text + "); start it again, or correct LOOPLINE_BUNDLE_S3_ENDPOINT";
    }

    private static String answered(S3Exception answer) {
        String code = code(answer);
        String shown = answer.statusCode() + (code.isEmpty() ? "" : " " + code);
        if (NO_BUCKET.equals(code)) {
            return "it does not exist; create it, or correct LOOPLINE_BUNDLE_BUCKET";
        }
        if (CREDENTIALS.contains(code)) {
            return "its store does not accept the credentials (" + shown + "); correct them, or the clock";
        }
        if (answer.statusCode() == FORBIDDEN) {
            return "that is forbidden (" + shown + "); it takes the rights " + RIGHTS;
        }
        return "its store answers " + shown;
    }

    private static String code(S3Exception answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    private static String root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        String message = at.getMessage();
        return message == null
                ? at.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
