package io.millsight.hub;

import io.millsight.files.AtomicFolder;
import io.millsight.files.MessageText;
import io.millsight.files.ProgramEndingException;
import io.millsight.files.Quantity;
import io.millsight.files.ShutdownGuard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads the files of a model from a hub into a folder that Millsight can open.
 *
 * <pre>{@code
 * DownloadResult done = ModelDownload.of(Hub.HUGGING_FACE, ModelId.parse("Qwen/Qwen2.5-VL-3B-Instruct"))
 *         .run(Path.of("models/Qwen2.5-VL-3B-Instruct"), DownloadListener.NONE);
 * }</pre>
 *
 * <p>The files arrive in a hidden folder beside the target, in parallel ranges. The target appears when all files are complete and their checksums
 * are right. After a break, {@link #run} with the same folder goes on where the break happened. Nothing that is downloaded is executed.
 *
 * <p>An access token is read from the environment ({@link Hub#tokenVariables}), sent to the endpoint only, and never shown. The variables {@code
 * https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy} are obeyed. Objects are immutable.
 */
public final class ModelDownload {

    private static final Duration JOURNAL_INTERVAL = Duration.ofSeconds(5);
    private static final int LONGEST_REVISION = 200;
    private static final int NAMED_EXAMPLES = 4;

    /** Free space that must remain on the disk. */
    private static final long SPARE_BYTES = 100_000_000;

    private final Hub hub;
    private final ModelId model;
    private final String revision;
    private final URI endpoint;
    private final Surroundings surroundings;

    /** What a download takes from its surroundings; tests bring their own. */
    record Surroundings(Map<String, String> environment, Pace pace) {}

    private ModelDownload(Hub hub, ModelId model, String revision, URI endpoint, Surroundings surroundings) {
        this.hub = hub;
        this.model = model;
        this.revision = revision;
        this.endpoint = endpoint;
        this.surroundings = surroundings;
    }

    /** Returns the download of a model's main branch from a hub's public address. */
    public static ModelDownload of(Hub hub, ModelId model) {
        return new ModelDownload(
                hub, model, hub.defaultRevision(), hub.endpoint(), new Surroundings(System.getenv(), Pace.USUAL));
    }

    /**
     * Returns the same download of another revision.
     *
     * @param other a branch, tag or commit
     * @throws HubException if it is empty or holds control characters
     */
    public ModelDownload revision(String other) {
        if (other.isBlank()
                || other.length() > LONGEST_REVISION
                || !MessageText.printable(other).equals(other)) {
            throw new HubException("--revision " + MessageText.quote(other) + ": give a branch, a tag or a commit");
        }
        return new ModelDownload(hub, model, other, endpoint, surroundings);
    }

    /**
     * Returns the same download from another address, such as that of a company mirror.
     *
     * @param other an http or https address
     * @throws HubException if it is not one
     */
    public ModelDownload endpoint(String other) {
        return new ModelDownload(hub, model, revision, Endpoint.parse(other), surroundings);
    }

    ModelDownload in(Surroundings other) {
        return new ModelDownload(hub, model, revision, endpoint, other);
    }

    /**
     * Downloads what is missing.
     *
     * @param folder must not exist, be empty, or be the complete result of the same download
     * @throws HubException if the hub refuses or cannot be reached, its list is not that of a model, the disk is too small, or a checksum is wrong
     * @throws IOException if the files cannot be written
     * @throws ProgramEndingException if the program is asked to end; what has arrived is kept
     */
    public DownloadResult run(Path folder, DownloadListener listener) throws IOException {
        Web web = new Web(
                hub, endpoint, surroundings.environment(), surroundings.pace().stall());
        Snapshot snapshot = list(web);
        WantedFiles wanted = WantedFiles.of(model, snapshot);
        Source source = new Source(endpoint, model, revision, snapshot.commit());
        if (isComplete(folder, source, wanted)) {
            PartFolder.discardLeftovers(folder);
            return result(folder, source, wanted, false);
        }
        AtomicFolder.requireFree(folder);
        reportLeftOut(wanted, listener);
        try (PartFolder part = PartFolder.open(folder)) {
            List<PartialFile> files = part.prepare(wanted, surroundings.pace().pieceBytes());
            try {
                requireSpace(folder, wanted.bytes() - arrived(files), part.freeBytes());
                fetch(web, part, files, listener);
                SourceRecord.write(part.files(), source, wanted);
                part.place();
            } finally {
                if (arrived(files) == 0) {
                    part.discard(); // there is nothing to go on with
                }
            }
        }
        return result(folder, source, wanted, true);
    }

    private Snapshot list(Web web) throws IOException {
        try {
            return hub.listing().read(web, model, revision);
        } catch (IOException e) {
            throw web.unreachable(e);
        }
    }

    private static DownloadResult result(Path folder, Source source, WantedFiles wanted, boolean fresh) {
        return new DownloadResult(folder, wanted.files().size(), wanted.bytes(), source.commit(), fresh);
    }

    private boolean isComplete(Path folder, Source source, WantedFiles wanted) throws IOException {
        Optional<SourceRecord> found = SourceRecord.read(folder);
        if (found.isEmpty()) {
            return false;
        }
        SourceRecord record = found.get();
        if (!record.model().equals(model.toString()) || !record.commit().equals(source.commit())) {
            throw new HubException(folder + " holds " + MessageText.excerpt(record.model()) + " at commit "
                    + MessageText.excerpt(record.commit()) + ", not " + model + " at commit " + source.commit()
                    + "; choose another --out, or remove the folder first");
        }
        for (RemoteFile file : wanted.files()) {
            Path present = folder.resolve(file.path());
            if (!Files.isRegularFile(present) || Files.size(present) != file.size()) {
                throw new HubException(
                        present + " is missing or has another size than on the hub; remove the folder and"
                                + " run the same command again");
            }
        }
        return true;
    }

    private void reportLeftOut(WantedFiles wanted, DownloadListener listener) {
        List<String> names = wanted.leftOut();
        if (names.isEmpty()) {
            return;
        }
        List<String> examples = new ArrayList<>(
                names.stream().limit(NAMED_EXAMPLES).map(MessageText::excerpt).toList());
        if (names.size() > NAMED_EXAMPLES) {
            examples.add("…");
        }
        listener.message(
                MessageText.count(names.size(), "file") + " left out, because a model folder needs only settings,"
                        + " texts and *.safetensors: " + String.join(", ", examples));
    }

    /** Checks the disk before the first byte. */
    static void requireSpace(Path folder, long missing, long free) {
        if (missing > 0 && free - SPARE_BYTES < missing) {
            throw new HubException(
                    folder + ": the download needs " + Quantity.bytes(missing) + " more, and the disk has "
                            + Quantity.bytes(free) + " free; make room, or choose an --out on another disk");
        }
    }

    private void fetch(Web web, PartFolder part, List<PartialFile> files, DownloadListener listener)
            throws IOException {
        Transfer transfer = new Transfer(web, model, surroundings.pace(), files);
        long present = arrived(files);
        listener.begin(files.stream().mapToLong(file -> file.remote().size()).sum(), present);
        Reporter reporter = new Reporter(part, files, listener, present);
        try (ShutdownGuard guard = ShutdownGuard.finish(transfer::stop)) {
            try {
                transfer.run(() -> reporter.tick(transfer.breaks()));
            } finally {
                reporter.finish();
            }
            if (!files.stream().allMatch(PartialFile::isChecked)) {
                listener.message("stopped; " + Quantity.bytes(arrived(files))
                        + " are kept: run the same command again to go on");
                throw new ProgramEndingException();
            }
        }
    }

    private static long arrived(List<PartialFile> files) {
        return files.stream().mapToLong(PartialFile::arrivedBytes).sum();
    }

    /** Reports progress, and writes the journal now and then. */
    private static final class Reporter {

        private final PartFolder part;
        private final List<PartialFile> files;
        private final DownloadListener listener;
        private long reported;
        private int breaks;
        private long saved = System.nanoTime();

        Reporter(PartFolder part, List<PartialFile> files, DownloadListener listener, long present) {
            this.part = part;
            this.files = files;
            this.listener = listener;
            this.reported = present;
        }

        void tick(int breaksNow) {
            long now = arrived(files);
            if (now != reported) {
                listener.advance(now - reported);
                reported = now;
            }
            if (breaksNow != breaks) {
                breaks = breaksNow;
                listener.note(MessageText.count(breaks, "break"));
            }
            if (System.nanoTime() - saved > JOURNAL_INTERVAL.toNanos()) {
                save();
            }
        }

        void finish() throws IOException {
            tick(breaks);
            for (PartialFile file : files) {
                file.close();
            }
            part.save(files);
        }

        private void save() {
            try {
                part.save(files);
            } catch (IOException e) {
                listener.note("the journal cannot be written"); // the files are what counts; finish reports it
            }
            saved = System.nanoTime();
        }
    }
}
