package dev.loopline.kit.broker;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Why broker and client do not come together, as a person can mend it. All of it is temporary: what is refused now may be
 * granted later, and the records are as good as before.
 *
 * @param kind what is wrong
 * @param detail what the broker or the TLS library said, one line
 */
public record BrokerTrouble(Kind kind, String detail) {

    private static final int MAX_DEPTH = 20;

    /** What can be wrong, each with what to do about it. */
    public enum Kind {
        CREDENTIALS("the broker does not take the credentials (%s); correct kafka.sasl.jaas.config and its like"),
        CERTIFICATE_EXPIRED("a certificate is out of its time (%s); renew it, or set the clock right"),
        CERTIFICATE_UNKNOWN(
                "the broker's certificate is signed by nobody whom this machine trusts (%s); name the authority's certificate in"
                        + " kafka.ssl.truststore.location"),
        CERTIFICATE_OF_ANOTHER_HOST(
                "the broker's certificate is for another host name (%s); use the name that is in it, or have it made for this one"),
        TLS(
                "the broker and this client do not agree on TLS (%s); compare kafka.security.protocol and kafka.ssl.* with its listener"),
        RIGHT_MISSING("the broker does not grant a right (%s); it goes on by itself when the right is given"),
        SILENT("the broker does not answer (%s); is it up, and is kafka.security.protocol what its listener asks for?");

        private final String sentence;

        Kind(String sentence) {
            this.sentence = sentence;
        }
    }

    /** What of this the failure is about; empty if it is something else. */
    public static Optional<BrokerTrouble> find(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof SslAuthenticationException tls) {
                return Optional.of(ofTls(tls));
            }
            if (cause instanceof AuthenticationException refused) {
                return Optional.of(new BrokerTrouble(Kind.CREDENTIALS, line(refused)));
            }
            if (cause instanceof AuthorizationException refused) {
                return Optional.of(new BrokerTrouble(Kind.RIGHT_MISSING, right(refused)));
            }
            if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                return Optional.of(new BrokerTrouble(Kind.SILENT, line(cause)));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** One sentence without a full stop: what is wrong and what to do. */
    public String sentence() {
        return String.format(kind.sentence, detail);
    }

    private static BrokerTrouble ofTls(SslAuthenticationException failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return new BrokerTrouble(Kind.CERTIFICATE_EXPIRED, line(cause));
            }
            if (cause instanceof CertPathBuilderException) {
                return new BrokerTrouble(Kind.CERTIFICATE_UNKNOWN, line(cause));
            }
            if (cause instanceof CertificateException && line(cause).startsWith("No ")) {
                return new BrokerTrouble(Kind.CERTIFICATE_OF_ANOTHER_HOST, line(cause));
            }
            if (cause instanceof SSLException && line(cause).contains("certificate_expired")) {
                return new BrokerTrouble(Kind.CERTIFICATE_EXPIRED, line(cause));
            }
            innermost = cause;
        }
        return new BrokerTrouble(Kind.TLS, line(innermost));
    }

    private static String right(AuthorizationException refused) {
        return refused instanceof TopicAuthorizationException topics
                        && !topics.unauthorizedTopics().isEmpty()
                ? "topics " + String.join(", ", topics.unauthorizedTopics())
                : line(refused);
    }

    private static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
