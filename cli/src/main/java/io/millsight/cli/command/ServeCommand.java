package io.millsight.cli.command;

import io.millsight.cli.option.ModelOptions;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.files.ShutdownGuard;
import io.millsight.history.History;
import io.millsight.history.PostgresAddress;
import io.millsight.history.Retention;
import io.millsight.service.ClientSettings;
import io.millsight.service.InspectionServer;
import io.millsight.service.SafetySettings;
import io.millsight.service.ServiceSettings;
import io.millsight.service.demo.DemoRecords;
import io.millsight.service.learning.TrainingProgram;
import io.millsight.service.model.FolderModelLoader;
import io.millsight.service.tls.ServerCertificate;
import io.millsight.service.tls.TlsFiles;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight serve}. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Inspects images over HTTP, keeps the results, and lets people correct them.",
            "The first start prints a token for the administrator and a link that logs in once. Ctrl-C answers the images"
                    + " that were accepted, and ends."
        },
        footer = {
            "",
            "Examples:",
            "  millsight serve",
            "  millsight serve --demo",
            "  millsight serve --model runs/first --data-dir /srv/millsight --port 9000"
        })
public final class ServeCommand implements Callable<Integer> {

    /** The data folder of a service that is given none. */
    static final String DATA_FOLDER = "millsight-data";

    private static final int HIGHEST_PORT = 65_535;
    private static final String TLS_PASSWORD = "MILLSIGHT_TLS_PASSWORD";

    @Mixin
    private ModelOptions model;

    @ArgGroup(exclusive = false, order = 5, heading = "%nService:%n")
    private Place place = new Place();

    @ArgGroup(exclusive = false, order = 6, heading = "%nOther programs:%n")
    private ProgramOptions programs = new ProgramOptions();

    /** Where the service listens and keeps its records. */
    static final class Place {

        @Option(
                names = "--port",
                paramLabel = "N",
                order = 1,
                description = "The port to listen on; 0 for any free one (default: 8080).")
        private int port = 8080;

        @Option(
                names = "--host",
                paramLabel = "NAME",
                order = 2,
                description = "The address to listen on (default: 127.0.0.1, which only this machine reaches).")
        private String host = "127.0.0.1";

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                order = 3,
                description = "The folder of the database and the images (default: " + DATA_FOLDER
                        + ", or millsight-demo" + " with --demo).")
        private @Nullable Path folder;

        @Option(
                names = "--database",
                paramLabel = "URL",
                order = 4,
                description = {
                    "A PostgreSQL database, as jdbc:postgresql://HOST/NAME?user=USER, with the password in"
                            + " PGPASSWORD or in the file .pgpass (default: an SQLite file in --data-dir)."
                })
        private @Nullable String database;

        @Option(
                names = "--tls-cert",
                paramLabel = "FILE",
                order = 5,
                description = "Encrypt with this certificate: with its chain in PEM format, or in a PKCS#12 key store"
                        + " with its key.")
        private @Nullable Path certificate;

        @Option(
                names = "--tls-key",
                paramLabel = "FILE",
                order = 6,
                description = "The private key of --tls-cert in PEM format (PKCS#8); none with a key store.")
        private @Nullable Path key;

        @Option(
                names = "--tls-password",
                paramLabel = "FILE",
                order = 7,
                description = "A file with the password of the key or key store (default: the variable " + TLS_PASSWORD
                        + ").")
        private @Nullable Path password;

        @Option(
                names = "--demo",
                order = 8,
                description = "Fill an empty folder with drawn coils, and let the model inspect them.")
        private boolean demo;

        @Option(
                names = "--keep",
                paramLabel = "DAYS",
                order = 9,
                description = "Remove inspections that are older, with their pictures (default: 730).")
        private int keep = (int) Retention.Periods.STANDARD.records().toDays();

        @Option(
                names = "--keep-clean",
                paramLabel = "DAYS",
                order = 10,
                description = "Remove the pictures of clean steel that nobody reviewed after so long, but for one in"
                        + " a hundred (default: 7).")
        private int keepClean = (int) Retention.Periods.STANDARD.clean().toDays();

        @Nullable
        ServerCertificate tls(CommandSpec command) {
            return certificate == null
                    ? null
                    : new TlsFiles(certificate, key, SecretFile.read(command, "--tls-password", password, TLS_PASSWORD))
                            .read();
        }

        Retention.Periods kept() {
            return new Retention.Periods(Duration.ofDays(keepClean), Duration.ofDays(keep));
        }

        Path folder() {
            return folder != null ? folder : Path.of(demo ? "millsight-demo" : DATA_FOLDER);
        }

        History open() {
            return database == null
                    ? History.open(folder(), Clock.systemUTC())
                    : History.open(
                            folder(), new PostgresAddress(database, System.getenv("PGPASSWORD")), Clock.systemUTC());
        }
    }

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public ServeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (place.port < 0 || place.port > HIGHEST_PORT) {
            throw refused("--port " + place.port + ": give a number from 0 to " + HIGHEST_PORT);
        }
        if (model.batchSize() != 1) {
            throw refused("--batch-size: the service batches the images that wait by itself; leave the option out");
        }
        if (place.certificate == null && (place.key != null || place.password != null)) {
            throw refused("--tls-key, --tls-password: give --tls-cert FILE, too");
        }
        if (place.keepClean < 1 || place.keep < place.keepClean) {
            throw refused("--keep " + place.keep + " and --keep-clean " + place.keepClean
                    + ": give days, at least 1, and --keep not less than --keep-clean");
        }
        ClientSettings clients = programs.settings(spec);
        PrintWriter out = spec.commandLine().getOut();
        TerminalListener listener = new TerminalListener(spec.commandLine().getErr());
        warnWithoutEncryption(listener);
        EvaluatedModel folders = model.model();
        ServiceSettings settings = settings(folders, clients);
        FolderModelLoader loader = new FolderModelLoader(folders, model.inference(), listener);
        CountDownLatch end = new CountDownLatch(1);
        History history = open();
        try (ShutdownGuard guard = ShutdownGuard.finish(end::countDown);
                InspectionServer server = new InspectionServer(settings, history, loader, Clock.systemUTC())) {
            server.start();
            announce(server, out);
            server.awaitModel();
            out.println("Ready with " + answering(server, folders) + ". Ctrl-C ends the service.");
            if (place.demo) {
                fillDemo(new DemoRecords(history, server.intake(), Clock.systemUTC()));
            }
            end.await();
            out.println("Ending: images that were accepted are answered first.");
        }
        return 0;
    }

    /** Says which model answers: what a person activated holds, whatever the command line names. */
    private static String answering(InspectionServer server, EvaluatedModel folders) {
        String name = server.modelName();
        return server.isModelFromRecords() && !name.equals(folders.name())
                ? name + ", which was activated here; " + folders.name() + " of the command line is not used"
                : folders.name();
    }

    private History open() {
        History history = place.open();
        boolean opened = false;
        try {
            if (place.demo) {
                history.markDemo();
            }
            opened = true;
            return history;
        } finally {
            if (!opened) {
                history.close();
            }
        }
    }

    private static void fillDemo(DemoRecords records) {
        Thread thread = new Thread(
                () -> {
                    try {
                        records.fill();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "demo");
        thread.setDaemon(true);
        thread.start();
    }

    /** A language model can be trained further; a detector is trained by itself. */
    private ServiceSettings settings(EvaluatedModel folders, ClientSettings clients) {
        ServiceSettings settings = ServiceSettings.at(place.host, place.port)
                .with(SafetySettings.STANDARD.with(place.tls(spec)))
                .with(place.kept())
                .with(clients);
        return folders.detector().isPresent()
                ? settings
                : settings.withTrainer(new TrainingProgram(program(), folders.model(), answering()));
    }

    /** Returns what starts this program once more, with the same virtual machine and class path. */
    private List<String> program() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                spec.root().userObject().getClass().getName()));
        return command;
    }

    /** Returns the given options that say how the model answers: those that evaluate has, too. */
    private List<String> answering() {
        CommandSpec evaluate = new CommandLine(EvaluateCommand.class).getCommandSpec();
        Set<String> folders = Set.of("--model", "--adapter");
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .filter(option ->
                        evaluate.findOption(option.longestName()) != null && !folders.contains(option.longestName()))
                .flatMap(option -> option.originalStringValues().stream()
                        .map(value -> value.isEmpty() ? option.longestName() : option.longestName() + "=" + value))
                .toList();
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void warnWithoutEncryption(TerminalListener listener) {
        try {
            if (place.certificate == null && !InetAddress.getByName(place.host).isLoopbackAddress()) {
                listener.warning(
                        "note: " + place.host + " can be reached from other machines, and nothing is encrypted;"
                                + " give --tls-cert, or put a proxy with TLS in front of the service");
            }
        } catch (UnknownHostException e) {
            throw refused("--host " + place.host + ": there is no such address");
        }
    }

    private void announce(InspectionServer server, PrintWriter out) {
        String host = place.host.contains(":") ? "[" + place.host + "]" : place.host;
        String address = (place.certificate == null ? "http://" : "https://") + host + ":" + server.port();
        out.println("Millsight listens on " + address + " and keeps its records in " + place.folder() + ".");
        server.firstStart().ifPresent(first -> {
            out.println("This is the first start. The administrator's token, which is shown only now:");
            out.println("  " + first.token());
            out.println("A link that logs in once, within an hour:");
            out.println("  " + address + first.fragment());
        });
        out.flush();
    }
}
