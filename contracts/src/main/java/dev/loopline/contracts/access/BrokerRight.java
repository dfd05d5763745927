package dev.loopline.contracts.access;

/**
 * One operation on one thing of the broker, by Kafka's names. As in Kafka, who may read or write a topic, or read a group, may
 * describe it as well.
 *
 * @param resource what kind of thing
 * @param name its whole name; of {@link Resource#GROUPS} what their names begin with
 * @param operation what is done with it
 * @param need when it is done
 */
public record BrokerRight(Resource resource, String name, Operation operation, Need need) {

    /** Kinds of things, by Kafka's names. */
    public enum Resource {
        TOPIC,
        GROUP,
        /** All groups whose names begin alike: by Kafka's names a group with the pattern type {@code PREFIXED}. */
        GROUPS
    }

    /** Operations, by Kafka's names. */
    public enum Operation {
        READ,
        WRITE,
        DESCRIBE,
        DESCRIBE_CONFIGS
    }

    /** When something is done. */
    public enum Need {
        /** Loops do not arrive without it. */
        ALWAYS,
        /** When a person asks for it, such as the way of one loop, or a dead letter that is sent back. */
        ON_REQUEST
    }

    @Override
    public String toString() {
        return operation + " on "
                + switch (resource) {
                    case TOPIC -> "topic " + name;
                    case GROUP -> "group " + name;
                    case GROUPS -> "groups " + name + "*";
                };
    }
}
