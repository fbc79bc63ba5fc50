package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads JSON and YAML from untrusted sources, with a limit on size. Messages are to follow the file's name. */
final class JsonFile {

    private static final long MAX_BYTES = 512L << 20;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final YAMLMapper YAML = YAMLMapper.shared();

    private JsonFile() {}

    static JsonNode readJson(Path file) {
        return read(file, JSON);
    }

    static JsonNode readYaml(Path file) {
        return read(file, YAML);
    }

    static JsonNode parseJson(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw new InputException("not well-formed JSON" + column(e), e);
        }
    }

    private static JsonNode read(Path file, ObjectMapper mapper) {
        try {
            requireSize(file);
            return mapper.readTree(file.toFile());
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new InputException(line + "not well-formed " + (mapper == JSON ? "JSON" : "YAML"), e);
        } catch (IOException e) {
            throw new InputException("cannot be read", e);
        }
    }

    private static void requireSize(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new InputException("a file of more than 512 MiB is not read; divide it");
        }
    }

    private static String column(JacksonException exception) {
        return exception.getLocation() == null
                ? ""
                : " at column " + exception.getLocation().getColumnNr();
    }
}
