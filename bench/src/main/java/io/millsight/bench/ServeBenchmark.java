package io.millsight.bench;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The inspection service under load: first the rate at which it answers when clients wait for their answers, then images that come twice as fast
 * whatever it answers. {@code describe} on the same images says how much the service costs.
 */
@Command(name = "serve", description = "The inspection service when images come twice as fast as it can take them.")
final class ServeBenchmark implements Callable<Integer> {

    private static final int WARM_UP = 64;
    private static final int MEASURED = 480;
    private static final int WAITING_CLIENTS = 32;
    private static final double OVERLOAD = 2;

    /** The shorter of two runs of {@code describe}, whose difference leaves the start of the program out. */
    private static final int SHORT_RUN = 64;

    @Parameters(index = "0", paramLabel = "DATA", description = "The folder of the images, with subfolders.")
    private Path data;

    @Option(names = "--images", defaultValue = "2000", description = "To send in the overload (default: 2000).")
    private int images;

    @Option(
            names = "--url",
            description = "A server that runs already, with an operator's token in MILLSIGHT_TOKEN (default: one of"
                    + " the small model without test-time augmentation).")
    private @Nullable URI url;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ServeBenchmark() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> files = files();
        Figures figures = new Figures()
                .add("program", "millsight serve")
                .add("processor", Machine.processor())
                .add("load_before", Machine.load());
        double described = url == null ? describe(files) : 0;
        try (ServedProgram server = url == null ? ServedProgram.start() : ServedProgram.at(url)) {
            LoadRun load = new LoadRun(server, files);
            load.closed(WARM_UP, WAITING_CLIENTS);
            double rate = MEASURED / load.closed(MEASURED, WAITING_CLIENTS);
            figures.seconds("served_per_second", rate);
            if (described > 0) {
                figures.seconds("described_per_second", described).seconds("ratio", rate / described);
            }
            figures.add("rss_before_mib", server.residentMebibytes());
            load.open(images, OVERLOAD * rate, figures);
            figures.add("rss_after_mib", server.residentMebibytes());
        }
        figures.add("load_after", Machine.load());
        spec.commandLine().getOut().println(figures.text());
        return 0;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            List<Path> files = all.filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png|bmp)"))
                    .sorted()
                    .limit(MEASURED)
                    .toList();
            if (files.isEmpty()) {
                throw new InputException(data + ": there is no image");
            }
            return files;
        }
    }

    /** Returns how many images {@code describe} answers a second. */
    private static double describe(List<Path> files) throws IOException {
        List<Path> few = files.subList(0, Math.min(SHORT_RUN, files.size() / 2));
        return (files.size() - few.size()) / (seconds(files) - seconds(few));
    }

    private static double seconds(List<Path> files) throws IOException {
        List<String> command =
                ServedProgram.command("describe", "--tta", "off", "--batch-size", "16", "--format", "json");
        files.forEach(file -> command.add(file.toString()));
        return FreshProcess.run(command).seconds();
    }
}
