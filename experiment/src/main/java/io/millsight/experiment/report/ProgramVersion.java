package io.millsight.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of Millsight, which the build writes into a resource. */
public final class ProgramVersion {

    private ProgramVersion() {}

    /** Returns the version, such as {@code 0.1.0}. */
    public static String current() {
        try (InputStream resource = ProgramVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(resource));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
