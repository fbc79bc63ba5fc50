package io.millsight.service.watch;

import io.millsight.files.AtomicFile;
import io.millsight.files.Hashes;
import io.millsight.files.MessageText;
import io.millsight.history.CaptureContext;
import io.millsight.history.History;
import io.millsight.history.StoredInspection;
import io.millsight.service.http.RecordJson;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeImage;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.Lane;
import io.millsight.service.threads.RepeatingThread;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inspects the images that appear in a folder, on the bulk lane. The result stands beside each image as {@code NAME.json}, and as a row in the table
 * of the folder. A result marks its image as done, be it an error.
 */
public final class FolderWatcher implements AutoCloseable {

    /** The name of the table. */
    public static final String TABLE = "millsight-results.csv";

    /** Images that wait for the model together, so that they share its batches. */
    private static final int TOGETHER = 16;

    /** Images of one scan; then new ones are looked for. */
    private static final int MOST = 512;

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** A file that cannot be read so often gets a result that says so. */
    private static final int MOST_TRIES = 5;

    /** LINE/COIL/FRAME.png */
    private static final Pattern PLACE = Pattern.compile("([^/]{1,100})/([^/]{1,100})/(\\d{1,18})\\.[^./]+");

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatcher.class);

    private final Path folder;
    private final ImageIntake intake;
    private final History history;
    private final FolderScan scan;
    private final ResultTable table;
    private final RepeatingThread thread;
    private final ExecutorService senders = Executors.newFixedThreadPool(TOGETHER);
    private final Map<Path, Integer> tries = new HashMap<>();

    /**
     * Creates a watcher that does nothing before {@link #start}.
     *
     * @param pause the time between two scans; a file that is written for longer without growing counts as complete
     * @throws IOException if the folder or its table cannot be used
     */
    public FolderWatcher(Path folder, ImageIntake intake, History history, Duration pause) throws IOException {
        this.folder = folder.toRealPath();
        this.intake = intake;
        this.history = history;
        scan = new FolderScan(this.folder);
        table = new ResultTable(this.folder.resolve(TABLE));
        thread = new RepeatingThread("folder", Duration.ZERO, pause, this::look);
    }

    /** Begins to look for images. */
    public void start() {
        thread.start();
    }

    private void look() throws InterruptedException {
        try {
            List<Callable<Object>> work = scan.ready().stream()
                    .limit(MOST)
                    .map(file -> Executors.callable(() -> handle(file)))
                    .toList();
            senders.invokeAll(work);
        } catch (IOException e) { // for example a share that is away for a while
            LOG.warn("{} cannot be read now: {}", folder, e.toString());
        }
    }

    /** Handles an image. What fails in passing is tried again at the next scan. */
    private void handle(Path file) {
        String name = MessageText.printable(
                folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"));
        try {
            if (!thread.isEnding() && !isGivenUp(file)) {
                inspect(file, name);
            }
        } catch (IntakeException e) {
            switch (e.kind()) {
                case FULL, UNAVAILABLE, RUNNING, GONE -> {} // the next scan finds the image again
                case KEY_REUSED, UNSUPPORTED, INVALID, LATE, FAILED -> fail(file, name, e.getMessage());
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be handled: {}", file, e.toString());
            if (countTry(file) >= MOST_TRIES) {
                fail(file, name, "the file cannot be read (" + e.getMessage() + ")");
            }
        } catch (RuntimeException e) {
            LOG.error("{} cannot be handled", file, e);
            fail(file, name, "the service failed on this image; its log says why");
        }
    }

    private synchronized int countTry(Path file) {
        return tries.merge(file, 1, Integer::sum);
    }

    /** Returns whether nothing can be done about a file until the next start, for example because no result can be written beside it. */
    private synchronized boolean isGivenUp(Path file) {
        return tries.getOrDefault(file, 0) >= MOST_TRIES;
    }

    private void inspect(Path file, String name) throws IOException {
        if (!file.toRealPath().startsWith(folder)) { // a folder became a link since the scan
            return;
        }
        long size = Files.size(file);
        if (size > IntakeImage.MOST_BYTES) {
            fail(file, name, "an image has at most 32 MiB");
            return;
        }
        try (InspectionQueue.Place place = intake.reserve(size)) {
            byte[] image = read(file);
            String sha256 = Hashes.hex(Hashes.sha256(image));
            Optional<StoredInspection> earlier = table.inspection(name, sha256).flatMap(history.inspections()::find);
            StoredInspection inspection;
            if (earlier.isPresent()) {
                inspection = earlier.get();
            } else {
                String key = "folder " + Hashes.hex(Hashes.sha256(file + "\n" + sha256));
                IntakeTerms terms = new IntakeTerms(Lane.BULK, DEADLINE, key, thread::isEnding);
                inspection = intake.inspect(place, new IntakeImage(image, context(name)), terms)
                        .inspection();
            }
            table.add(ResultRow.of(name, inspection));
            write(file, RecordJson.inspection(inspection));
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(IntakeImage.MOST_BYTES);
        }
    }

    /** Returns the place on the coil, if the path within the folder is {@code LINE/COIL/FRAME.png}. */
    static CaptureContext context(String name) {
        Matcher place = PLACE.matcher(name);
        return place.matches()
                ? new CaptureContext(
                        place.group(1),
                        null,
                        place.group(2),
                        Long.valueOf(place.group(3)),
                        null,
                        null,
                        null,
                        null,
                        null)
                : CaptureContext.NONE;
    }

    private void fail(Path file, String name, @Nullable String error) {
        String reason = MessageText.oneLine(String.valueOf(error));
        try {
            String sha256 = Files.size(file) > IntakeImage.MOST_BYTES ? "" : Hashes.hex(Hashes.sha256(read(file)));
            table.add(ResultRow.failed(name, sha256, reason));
            write(
                    file,
                    RecordJson.object().put("file", name).put("sha256", sha256).put("error", reason));
        } catch (IOException e) {
            LOG.warn("{}: {}, and that cannot be written: {}", file, reason, e.toString());
        }
    }

    private static void write(Path image, ObjectNode result) throws IOException {
        AtomicFile.write(FolderScan.result(image), result.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }

    /** Ends. Images that wait for the model are left for the next start. */
    @Override
    public void close() {
        thread.close();
        senders.shutdown();
    }
}
