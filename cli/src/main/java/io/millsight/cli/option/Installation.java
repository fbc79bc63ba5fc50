package io.millsight.cli.option;

import java.nio.file.Path;
import java.util.Optional;

/** The folder of the program, with the models and the manual that come with it. */
public final class Installation {

    /** Set by the launcher: the folder of the program. */
    public static final String HOME_PROPERTY = "millsight.home";

    private Installation() {}

    /** Returns the place of a file or folder of the installation; empty if the launcher did not say where the program lies. */
    public static Optional<Path> find(String name) {
        return Optional.ofNullable(System.getProperty(HOME_PROPERTY))
                .map(home -> Path.of(home).normalize().resolve(name));
    }
}
