package io.millsight.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file while its pieces arrive. Each piece fills from its beginning, so one number per piece says what has arrived. If the file changes on the
 * server, all pieces start anew under a new generation, and what still arrives for an earlier generation is refused. Thread-safe.
 */
final class PartialFile implements Closeable {

    /** Bytes that have arrived: from {@code start} up to, but without {@code end}. */
    record Span(long start, long end) {}

    /** What of the file has arrived, and of which version on the server. */
    record State(List<Span> spans, @Nullable String version, boolean checked) {

        static final State NOTHING = new State(List.of(), null, false);
    }

    private final RemoteFile remote;
    private final Path path;
    private final long pieceBytes;
    private final long[] arrived;
    private final boolean[] taken;
    private @Nullable FileChannel channel;
    private @Nullable String version;
    private int generation;
    private boolean fetchedWhole;
    private boolean checking;
    private boolean checked;
    private boolean closed;

    PartialFile(RemoteFile remote, Path path, long pieceBytes) {
        this.remote = remote;
        this.path = path;
        this.pieceBytes = pieceBytes;
        int pieces = Math.toIntExact((remote.size() + pieceBytes - 1) / pieceBytes);
        this.arrived = new long[pieces];
        this.taken = new boolean[pieces];
    }

    RemoteFile remote() {
        return remote;
    }

    Path path() {
        return path;
    }

    /** Continues with what an earlier download has left. Call it before the first piece is taken. */
    synchronized void restore(State state) throws IOException {
        long present = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0;
        for (Span span : state.spans()) {
            mark(span.start(), Math.min(span.end(), present));
        }
        version = state.version();
        checked = state.checked() && isComplete();
    }

    /** Returns what has arrived and is on the disk. */
    synchronized State saved() throws IOException {
        if (channel != null) {
            channel.force(false);
        }
        List<Span> spans = new ArrayList<>();
        for (int piece = 0; piece < arrived.length; piece++) {
            if (arrived[piece] > 0) {
                spans.add(new Span(start(piece), start(piece) + arrived[piece]));
            }
        }
        return new State(List.copyOf(spans), version, checked);
    }

    synchronized long arrivedBytes() {
        return Arrays.stream(arrived).sum();
    }

    private synchronized boolean isComplete() {
        return arrivedBytes() == remote.size();
    }

    synchronized boolean isChecked() {
        return checked;
    }

    /** Returns a piece that nobody fetches, if there is one. */
    synchronized Optional<Piece> take() {
        for (int piece = 0; !fetchedWhole && !closed && piece < taken.length; piece++) {
            if (!taken[piece] && start(piece) + arrived[piece] < end(piece)) {
                taken[piece] = true;
                return Optional.of(new Piece(piece, generation));
            }
        }
        return Optional.empty();
    }

    /** Gives a piece back, complete or not. */
    synchronized void release(Piece piece) {
        if (piece.generation() == generation) {
            taken[piece.index()] = false;
        }
    }

    /** Returns the position of the next byte of a piece that is missing; its end if there is none, or if the piece is out of date. */
    synchronized long next(Piece piece) {
        return piece.generation() == generation ? start(piece.index()) + arrived[piece.index()] : end(piece.index());
    }

    long end(Piece piece) {
        return end(piece.index());
    }

    /** Reserves the whole file for one connection, because the server knows no ranges. False if another one has it. */
    synchronized boolean claimWhole() {
        boolean free = !fetchedWhole;
        fetchedWhole = true;
        return free;
    }

    synchronized void releaseWhole() {
        fetchedWhole = false;
    }

    /** Reserves the check of a complete file. False if it is incomplete, checked, or being checked. */
    synchronized boolean claimCheck() {
        boolean mine = isComplete() && !checked && !checking;
        checking |= mine;
        return mine;
    }

    synchronized void passCheck() throws IOException {
        checking = false;
        checked = true;
        closeChannel();
    }

    /** Returns the validator of the version on the server, for the header {@code If-Range}. */
    synchronized Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Notes the validator of an answer.
     *
     * @param tag a strong entity tag; an empty or weak one is not compared
     * @return false if it differs from that of an earlier answer
     */
    synchronized boolean matches(Piece piece, String tag) {
        if (piece.generation() != generation) {
            return false;
        }
        if (!tag.startsWith("\"")) {
            return true;
        }
        if (version == null) {
            version = tag;
        }
        return version.equals(tag);
    }

    /** Forgets what has arrived. False if another piece has already done so. */
    synchronized boolean restart(Piece piece) throws IOException {
        boolean first = piece.generation() == generation;
        if (first) {
            restart();
        }
        return first;
    }

    private synchronized void restart() throws IOException {
        generation++;
        version = null;
        Arrays.fill(arrived, 0);
        Arrays.fill(taken, false);
        checking = false;
        closeChannel();
        Files.deleteIfExists(path);
    }

    /** Deletes a file whose content is wrong; nothing more of it is fetched. */
    synchronized void discard() throws IOException {
        restart();
        closed = true;
    }

    /**
     * Writes bytes at their position.
     *
     * @throws FileSystemException if the disk does not take them
     * @throws IOException if they belong to an earlier version of the file, or if the download has been stopped
     */
    synchronized void write(int writtenGeneration, long position, ByteBuffer bytes) throws IOException {
        if (writtenGeneration != generation || closed) {
            throw new IOException("stopped");
        }
        long next = position;
        try {
            FileChannel open = open();
            while (bytes.hasRemaining()) {
                next += open.write(bytes, next);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
        mark(position, next);
    }

    /** Creates the file if it is missing; a file without bytes has no pieces. */
    synchronized FileChannel open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        }
        return channel;
    }

    /** Notes a span. In each piece only bytes that join those before them count. */
    private void mark(long from, long to) {
        for (int piece = (int) (from / pieceBytes); piece < arrived.length && start(piece) < to; piece++) {
            long reached = start(piece) + arrived[piece];
            if (from <= reached) {
                arrived[piece] = Math.max(arrived[piece], Math.min(to, end(piece)) - start(piece));
            }
        }
    }

    private long start(int piece) {
        return piece * pieceBytes;
    }

    private long end(int piece) {
        return Math.min(remote.size(), start(piece) + pieceBytes);
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.force(true);
            channel.close();
            channel = null;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeChannel();
    }

    /**
     * A part of the file that one connection fetches.
     *
     * @param index number of the part
     * @param generation of the file
     */
    record Piece(int index, int generation) {}
}
