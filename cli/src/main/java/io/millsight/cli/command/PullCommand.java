package io.millsight.cli.command;

import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.Progress;
import io.millsight.experiment.progress.Work;
import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.hub.DownloadListener;
import io.millsight.hub.DownloadResult;
import io.millsight.hub.Hub;
import io.millsight.hub.ModelDownload;
import io.millsight.hub.ModelId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code millsight pull}. */
@Command(
        name = "pull",
        description = {
            "Downloads a model folder from Hugging Face or ModelScope.",
            "This is the only command that opens a network connection. It takes settings, texts and *.safetensors;"
                    + " nothing that it downloads is executed. Every file is compared with the checksum that the hub lists.",
            "If the connection breaks or you press Ctrl-C, run the same command again: it goes on where it stopped."
                    + " The folder appears when it is complete."
        },
        footer = {
            "",
            "Examples:",
            "  millsight pull Qwen/Qwen2.5-VL-3B-Instruct",
            "  millsight pull Qwen/Qwen2.5-VL-3B-Instruct --mirror modelscope",
            "",
            "For a private or gated model, set HF_TOKEN (or MODELSCOPE_API_TOKEN) to your",
            "access token. The variables https_proxy and no_proxy are obeyed."
        })
public final class PullCommand implements Callable<Integer> {

    /** Reads the names of the hubs. */
    static final class HubConverter implements ITypeConverter<Hub> {

        @Override
        public Hub convert(String value) {
            return switch (value) {
                case "huggingface" -> Hub.HUGGING_FACE;
                case "modelscope" -> Hub.MODELSCOPE;
                default ->
                    throw new TypeConversionException(
                            "there is no hub " + MessageText.quote(value) + "; choose huggingface or modelscope");
            };
        }
    }

    @Parameters(paramLabel = "OWNER/NAME", description = "The name of the model on the hub.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder to make (default: models/NAME). It must not exist, or be empty.")
    private @Nullable Path out;

    @Option(
            names = "--revision",
            paramLabel = "REV",
            description = "A branch, tag or commit (default: the main branch).")
    private @Nullable String revision;

    @Option(
            names = "--mirror",
            paramLabel = "HUB",
            converter = HubConverter.class,
            defaultValue = "huggingface",
            description = "The hub: huggingface or modelscope (default: huggingface).")
    private Hub hub;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The address of a mirror of the hub in your company (default: https://huggingface.co or"
                    + " https://modelscope.cn).")
    private @Nullable String endpoint;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public PullCommand() {}

    @Override
    public Integer call() throws IOException {
        ModelId id = ModelId.parse(model);
        ModelDownload download = ModelDownload.of(hub, id);
        if (revision != null) {
            download = download.revision(revision);
        }
        if (endpoint != null) {
            download = download.endpoint(endpoint);
        }
        Path folder = out == null ? Path.of("models", id.name()) : out;
        try (Display display = new Display(id.name(), spec.commandLine().getErr())) {
            print(download.run(folder, display));
        }
        return 0;
    }

    private void print(DownloadResult result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(result.folder() + ": " + (result.fresh() ? "" : "is up to date, ")
                + MessageText.count(result.files(), "file") + ", " + Quantity.bytes(result.bytes()) + ", commit "
                + result.commit());
        out.println("Next:");
        out.println("  millsight info " + result.folder());
        out.println("  millsight describe --model " + result.folder() + " image.png");
    }

    /** Shows the progress of a download. */
    private static final class Display implements DownloadListener, AutoCloseable {

        private final String name;
        private final PrintWriter err;
        private @Nullable Progress progress;

        Display(String name, PrintWriter err) {
            this.name = name;
            this.err = err;
        }

        @Override
        public void begin(long totalBytes, long presentBytes) {
            if (presentBytes > 0) {
                message("goes on with " + Quantity.bytes(presentBytes) + " of " + Quantity.bytes(totalBytes)
                        + " from an earlier download");
            }
            progress = Progress.of(Work.bytes("downloading " + name, totalBytes).begunWith(presentBytes), err);
        }

        @Override
        public void advance(long bytes) {
            Objects.requireNonNull(progress).advance(bytes);
        }

        @Override
        public void note(String note) {
            Objects.requireNonNull(progress).note(note);
        }

        @Override
        public void message(String message) {
            err.println("millsight: " + Failures.oneLine(message));
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
