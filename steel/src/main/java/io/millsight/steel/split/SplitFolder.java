package io.millsight.steel.split;

import io.millsight.files.AtomicFolder;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The folder {@code ImageSets/Main} of a dataset: a list of ids per split, and {@code manifest.json}. Every format's reader uses it. */
public final class SplitFolder {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private SplitFolder() {}

    /**
     * Writes the lists and the manifest, all of them or none.
     *
     * @param root folder of the dataset
     * @param replace whether lists that are already there may be lost; else they are an {@link InputException}
     */
    public static void write(Path root, Split split, SplitManifest manifest, boolean replace) {
        Path folder = root.resolve("ImageSets").resolve("Main");
        if (!replace && Files.exists(folder)) {
            throw new InputException(folder + ": the dataset is already divided; ask for its lists to be replaced");
        }
        try {
            AtomicFolder.replace(folder, draft -> {
                for (Map.Entry<String, List<String>> list : split.lists().entrySet()) {
                    Files.writeString(draft.resolve(list.getKey() + ".txt"), String.join("\n", list.getValue()) + "\n");
                }
                Files.writeString(draft.resolve("manifest.json"), JSON.writeValueAsString(manifest) + "\n");
            });
        } catch (IOException e) {
            throw new InputException(
                    folder + ": cannot be written (" + e.getMessage() + "); nothing was left there", e);
        }
    }
}
