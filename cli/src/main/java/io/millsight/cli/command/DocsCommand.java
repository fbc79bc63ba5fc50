package io.millsight.cli.command;

import io.millsight.cli.option.Installation;
import io.millsight.cli.terminal.Table;
import io.millsight.files.InputFile;
import io.millsight.files.NearestName;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight docs}. */
@Command(
        name = "docs",
        description = "Lists the pages of the manual, or prints one of them.",
        footer = {"", "Examples:", "  millsight docs", "  millsight docs training"})
public final class DocsCommand implements Callable<Integer> {

    private static final String EXTENSION = ".md";
    private static final int MAXIMUM_BYTES = 1 << 20;

    @Parameters(paramLabel = "PAGE", arity = "0..1", description = "The page to print.")
    private @Nullable String page;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DocsCommand() {}

    @Override
    public Integer call() throws IOException {
        Path folder = Installation.find("docs")
                .filter(Files::isDirectory)
                .orElseThrow(() -> new InputException(
                        "the pages are not installed beside the program; start it with ./millsight from its folder"));
        List<String> names = names(folder);
        PrintWriter out = spec.commandLine().getOut();
        if (page == null) {
            list(folder, names, out);
        } else if (names.contains(page)) {
            out.print(text(folder, page));
            out.flush();
        } else {
            throw new InputException("there is no page \"" + page + "\""
                    + NearestName.to(page, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("")
                    + " The pages are " + String.join(", ", names));
        }
        return 0;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        }
    }

    private static void list(Path folder, List<String> names, PrintWriter out) throws IOException {
        Table table = new Table(List.of("page", "about"));
        for (String name : names) {
            table.add(List.of(name, title(text(folder, name))));
        }
        table.print(out);
        out.println();
        out.println("The files lie in " + folder);
    }

    private static String text(Path folder, String name) throws IOException {
        return new String(InputFile.read(folder.resolve(name + EXTENSION), MAXIMUM_BYTES), StandardCharsets.UTF_8);
    }

    /** The first heading. */
    private static String title(String page) {
        return page.lines()
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2))
                .findFirst()
                .orElse("");
    }
}
