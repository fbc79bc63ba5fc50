package io.millsight.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that stand in the blocks of code of README.md and of the manual, as a reader would copy them. */
final class DocumentedCommands {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("(?m)^```[a-z]*\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern PROGRAM = Pattern.compile("^(?:\\$ |[A-Z_]+=\\S+ )*\\./millsight (?:--cuda )?(.*)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private DocumentedCommands() {}

    /** Returns README.md and all pages of the manual. */
    static List<Path> pages() {
        try (Stream<Path> manual = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            manual.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the commands of a page, without the name of the program; continued lines are joined. */
    static List<String> of(Path page) {
        try {
            return in(Files.readString(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the commands of a text. */
    static List<String> in(String text) {
        List<String> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            blocks.group(1).replaceAll("\\\\\\n\\s*", "").lines().forEach(line -> {
                Matcher program = PROGRAM.matcher(line);
                if (program.matches()) {
                    commands.add(withoutComment(program.group(1)));
                }
            });
        }
        return commands;
    }

    private static String withoutComment(String line) {
        return line.replaceFirst("\\s+#.*$", "")
                .replaceFirst("\\s+>\\s+\\S+$", "")
                .strip();
    }

    /** Splits a command into its arguments, as a shell does with quotes. */
    static String[] arguments(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(group -> group != null)
                        .findFirst()
                        .orElseThrow())
                .toArray(String[]::new);
    }
}
