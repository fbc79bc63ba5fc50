package io.millsight.service.export;

import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A dataset version as a ZIP file, in any format. The same version gives the same bytes. */
public final class DatasetArchive implements AutoCloseable {

    private static final String MANIFEST = "manifest.json";

    /** The first time that a ZIP file can state. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path folder;

    private DatasetArchive(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the dataset into a temporary folder.
     *
     * @param version the folder of the version
     * @throws IOException if it cannot be written
     */
    public static DatasetArchive of(Path version, DatasetFormat format) throws IOException {
        DatasetArchive archive = new DatasetArchive(Files.createTempDirectory("millsight-dataset"));
        boolean written = false;
        try {
            DatasetWriter.write(Datasets.read(version), format, archive.content());
            Files.copy(version.resolve(MANIFEST), archive.content().resolve(MANIFEST));
            written = true;
            return archive;
        } finally {
            if (!written) {
                archive.close();
            }
        }
    }

    private Path content() {
        return folder.resolve("dataset");
    }

    /** Writes the ZIP file. */
    public void writeTo(OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(content())) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.setLevel(Deflater.BEST_SPEED); // most of it is compressed images
        for (Path file : files) {
            ZipEntry entry = new ZipEntry(content().relativize(file).toString().replace('\\', '/'));
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            Files.copy(file, zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    /** Deletes the temporary folder. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
