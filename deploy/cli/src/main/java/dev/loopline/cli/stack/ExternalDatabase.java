package dev.loopline.cli.stack;

/**
 * A PostgreSQL of the user's own.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
 * @param user may create schemas and tables in it
 * @param password of that user; never shown
 */
public record ExternalDatabase(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return "ExternalDatabase[" + jdbcUrl + ", " + user + "]";
    }
}
