package io.millsight.cli.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a page where there is a desktop with somebody before it. */
public final class Browser {

    private static final List<String> DISPLAYS = List.of("DISPLAY", "WAYLAND_DISPLAY");

    private Browser() {}

    /** Opens a page if a person started the program at a terminal of a desktop; does nothing otherwise. */
    public static void show(Path page) {
        List<String> command = command(System.getProperty("os.name"), System.getenv(), page);
        if (!Boolean.getBoolean(Progress.TERMINAL_PROPERTY) || command.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // there is no such program; the user has been told where the page lies
        }
    }

    /** What opens a page on a system; empty where there is no desktop. */
    static List<String> command(String system, Map<String, String> environment, Path page) {
        String address = page.toUri().toString();
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) {
            return List.of("open", address);
        }
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", address);
        }
        return DISPLAYS.stream().anyMatch(environment::containsKey) ? List.of("xdg-open", address) : List.of();
    }
}
