package io.millsight.service.export;

import io.millsight.history.StoredInspection;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
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
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dataset as a ZIP file: the folder as {@link DatasetWriter} writes it, and {@code manifest.json}, which names the inspection and the review behind
 * each image. The same reviews give the same bytes.
 */
public final class DatasetArchive implements AutoCloseable {

    private static final String MANIFEST = "manifest.json";

    /** The first time that a ZIP file can state. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    private DatasetArchive(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the dataset into a temporary folder.
     *
     * @throws IOException if it cannot be written
     */
    public static DatasetArchive of(ReviewedDataset reviewed, DatasetFormat format) throws IOException {
        DatasetArchive archive = new DatasetArchive(Files.createTempDirectory("millsight-dataset"));
        boolean written = false;
        try {
            DatasetWriter.write(reviewed.dataset(), format, archive.content());
            Files.write(archive.content().resolve(MANIFEST), manifest(reviewed));
            written = true;
            return archive;
        } finally {
            if (!written) {
                archive.close();
            }
        }
    }

    private static byte[] manifest(ReviewedDataset reviewed) {
        ObjectNode manifest = JSON.createObjectNode();
        ArrayNode images = manifest.putArray("reviewed");
        for (StoredInspection inspection : reviewed.usable()) {
            images.addObject()
                    .put("image_sha256", inspection.content().image().sha256())
                    .put("inspection", inspection.id())
                    .put("review", ReviewedDataset.last(inspection).id())
                    .put(
                            "action",
                            ReviewedDataset.last(inspection).content().action().name())
                    .put("coil", inspection.content().context().coil());
        }
        return (JSON.writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Path content() {
        return folder.resolve("reviewed");
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
