package io.millsight.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** The version of Millsight, which the build writes into a resource. */
public final class ProgramVersion {

    private ProgramVersion() {}

    /** Returns the version, such as {@code 0.1.0}. */
    public static String current() {
        return property("version");
    }

    /** Returns the abbreviated hash of the commit that was built; empty if the sources came without Git. */
    public static Optional<String> commit() {
        return Optional.of(property("commit")).filter(commit -> commit.matches("[0-9a-f]+"));
    }

    private static String property(String name) {
        try (InputStream resource = ProgramVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(resource));
            return properties.getProperty(name, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
