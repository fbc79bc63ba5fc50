package io.millsight.steel.format;

import io.millsight.files.InputFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads untrusted YAML files of limited size. The caller puts the file's name in front of error messages. */
final class YamlFile {

    /** The largest known file of types and folders has 30 kB. */
    private static final long MAX_BYTES = 4L << 20;

    private static final YAMLMapper YAML = YAMLMapper.shared();

    private YamlFile() {}

    static JsonNode read(Path file) {
        try {
            return YAML.readTree(InputFile.read(file, MAX_BYTES));
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new InputException(line + "not well-formed YAML", e);
        } catch (IOException e) {
            throw new InputException(InputFile.reason(e), e);
        }
    }
}
