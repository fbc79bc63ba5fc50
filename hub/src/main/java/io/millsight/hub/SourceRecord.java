package io.millsight.hub;

import io.millsight.files.AtomicFile;
import io.millsight.files.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a model folder comes from; the file {@value #FILE} in it.
 *
 * @param model on the hub
 * @param commit from which the files were taken
 */
record SourceRecord(String model, String commit) {

    static final String FILE = "millsight-source.json";

    private static final long MAX_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Writes the record of a download, with size and checksum of each file. */
    static void write(Path folder, Source source, WantedFiles wanted) throws IOException {
        ObjectNode record = JSON.createObjectNode();
        record.put("model", source.model().toString());
        record.put("endpoint", source.endpoint().toString());
        record.put("revision", source.revision());
        record.put("commit", source.commit());
        ObjectNode files = record.putObject("files");
        for (RemoteFile file : wanted.files()) {
            ObjectNode facts = files.putObject(file.path());
            facts.put("size", file.size());
            file.listedChecksum().ifPresent(sum -> facts.put("checksum", sum.toString()));
        }
        AtomicFile.write(
                folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    }

    /** Reads the record of a folder; empty if it has none that can be read. */
    static Optional<SourceRecord> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            JsonNode record = JSON.readTree(InputFile.read(file, MAX_BYTES));
            return Optional.of(new SourceRecord(
                    record.path("model").asString(""), record.path("commit").asString("")));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
