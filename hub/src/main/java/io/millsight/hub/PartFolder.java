package io.millsight.hub;

import io.millsight.files.AtomicFile;
import io.millsight.files.AtomicFolder;
import io.millsight.files.InputFile;
import io.millsight.files.ProcessLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hidden folder beside the target in which files arrive. It holds a lock, the files, and a journal of what has arrived. It stays after a break,
 * so that the next download goes on; {@link #place} moves its files to the target in one step.
 */
final class PartFolder implements Closeable {

    private static final String JOURNAL = "journal.json";
    private static final long MAX_JOURNAL_BYTES = 64L << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path target;
    private final Path folder;
    private final ProcessLock lock;

    private PartFolder(Path target, Path folder, ProcessLock lock) {
        this.target = target;
        this.folder = folder;
        this.lock = lock;
    }

    /** Returns the place of the hidden folder. */
    static Path beside(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        return absolute.resolveSibling(".millsight-pull-" + absolute.getFileName() + ".part");
    }

    /**
     * Opens or creates the folder.
     *
     * @throws HubException if another download writes into it
     */
    static PartFolder open(Path target) throws IOException {
        Path folder = beside(target);
        Files.createDirectories(folder.resolve("files"));
        ProcessLock lock = ProcessLock.tryAcquire(folder.resolve("lock"))
                .orElseThrow(() -> new HubException(target
                        + ": another download into this folder is running; wait for it, or choose another --out"));
        return new PartFolder(target, folder, lock);
    }

    /** Returns the folder with the files. */
    Path files() {
        return folder.resolve("files");
    }

    /** Returns the free space of its disk. */
    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /**
     * Prepares the files of a list. What an earlier download has left of the same file, by size and checksum, is kept; everything else is deleted.
     */
    List<PartialFile> prepare(WantedFiles wanted, long pieceBytes) throws IOException {
        JsonNode journal = read();
        List<PartialFile> prepared = new ArrayList<>();
        for (RemoteFile remote : wanted.files()) {
            PartialFile file = new PartialFile(remote, files().resolve(remote.path()), pieceBytes);
            JsonNode entry = journal.path(remote.path());
            if (entry.path("size").asLong(-1) == remote.size()
                    && entry.path("checksum").asString("").equals(checksum(remote))) {
                file.restore(state(entry));
            } else {
                Files.deleteIfExists(file.path());
            }
            prepared.add(file);
        }
        removeOthers(wanted);
        return prepared;
    }

    private void removeOthers(WantedFiles wanted) throws IOException {
        List<String> names = wanted.files().stream().map(RemoteFile::path).toList();
        try (var present = Files.list(files())) {
            for (Path file : present.toList()) {
                if (!names.contains(String.valueOf(file.getFileName()))) {
                    AtomicFolder.remove(file);
                }
            }
        }
    }

    /** A journal that cannot be read is that of no download. */
    private JsonNode read() throws IOException {
        Path file = folder.resolve(JOURNAL);
        try {
            return Files.exists(file)
                    ? JSON.readTree(InputFile.read(file, MAX_JOURNAL_BYTES))
                    : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static PartialFile.State state(JsonNode entry) {
        List<PartialFile.Span> spans = new ArrayList<>();
        for (JsonNode span : entry.path("arrived")) {
            long start = span.path(0).asLong(0);
            long end = span.path(1).asLong(0);
            if (start >= 0 && end > start) {
                spans.add(new PartialFile.Span(start, end));
            }
        }
        @Nullable
        String version =
                entry.path("version").isString() ? entry.path("version").asString() : null;
        return new PartialFile.State(spans, version, entry.path("checked").asBoolean(false));
    }

    /** Writes down what has arrived. */
    void save(List<PartialFile> files) throws IOException {
        ObjectNode journal = JSON.createObjectNode();
        for (PartialFile file : files) {
            PartialFile.State state = file.saved();
            ObjectNode entry = journal.putObject(file.remote().path());
            entry.put("size", file.remote().size());
            entry.put("checksum", checksum(file.remote()));
            if (state.version() != null) {
                entry.put("version", state.version());
            }
            entry.put("checked", state.checked());
            ArrayNode arrived = entry.putArray("arrived");
            for (PartialFile.Span span : state.spans()) {
                arrived.addArray().add(span.start()).add(span.end());
            }
        }
        AtomicFile.write(folder.resolve(JOURNAL), JSON.writeValueAsBytes(journal));
    }

    private static String checksum(RemoteFile file) {
        return file.listedChecksum().map(Checksum::toString).orElse("");
    }

    /** Moves the files to the target and deletes the rest. */
    void place() throws IOException {
        AtomicFolder.place(files(), target);
        discard();
    }

    /** Deletes the folder with all that has arrived. */
    void discard() throws IOException {
        lock.close();
        AtomicFolder.remove(folder);
    }

    /** Releases the lock. The files stay. */
    @Override
    public void close() {
        lock.close();
    }

    /** Deletes what an earlier download into a target has left, unless another process uses it. */
    static void discardLeftovers(Path target) throws IOException {
        Path folder = beside(target);
        if (!Files.isDirectory(folder)) {
            return;
        }
        Optional<ProcessLock> free = ProcessLock.tryAcquire(folder.resolve("lock"));
        if (free.isPresent()) {
            new PartFolder(target, folder, free.get()).discard();
        }
    }
}
