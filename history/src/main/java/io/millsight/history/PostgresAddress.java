package io.millsight.history;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is.
 *
 * @param url a JDBC URL with the server, the database and the user, but without the password
 * @param password null if the driver finds it in the user's password file, or if the server asks for none
 */
public record PostgresAddress(String url, @Nullable String password) {

    private static final String PREFIX = "jdbc:postgresql:";

    /** Everybody on a machine can read the command lines of its processes. */
    private static final Pattern SECRET = Pattern.compile("[?&](ssl)?password=|//[^/@]*:[^/@]*@");

    /**
     * @throws HistoryException if the text is no such URL, or has a password in it
     */
    public PostgresAddress {
        if (SECRET.matcher(url.toLowerCase(Locale.ROOT)).find()) {
            throw new HistoryException(
                    "the address of the database has a password in it; put the password into the environment as PGPASSWORD,"
                            + " or into the file .pgpass");
        }
        if (!url.startsWith(PREFIX)) {
            throw new HistoryException(url
                    + ": is not the address of a PostgreSQL database, such as jdbc:postgresql://HOST/NAME?user=USER");
        }
    }

    /** Leaves the password out, so that no log shows it. */
    @Override
    public String toString() {
        return url;
    }
}
