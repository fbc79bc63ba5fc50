package io.millsight.steel.split;

import io.millsight.files.AtomicFolder;
import io.millsight.files.InputFile;
import io.millsight.steel.InputException;
import io.millsight.steel.format.GroupsFile;
import io.millsight.steel.format.ImageList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder {@code ImageSets/Main} of a dataset: a list of ids per split, {@code manifest.json}, and the groups that
 * were known at the time. The readers of all formats use it.
 */
public final class SplitFolder {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private SplitFolder() {}

    /** Returns whether a dataset already has such a folder. */
    public static boolean exists(Path root) {
        Path folder = folder(root);
        try {
            AtomicFolder.recover(folder);
        } catch (IOException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        return Files.exists(folder);
    }

    /**
     * Writes the lists, the manifest and the groups, or nothing. Replaces an existing folder.
     *
     * @param root folder of the dataset
     * @param split the lists
     * @param manifest description of the split
     * @param groups group of an image by its id; may be empty
     */
    public static void write(Path root, DatasetSplit split, SplitManifest manifest, Map<String, String> groups) {
        Path folder = folder(root);
        try {
            AtomicFolder.replace(folder, draft -> {
                for (Map.Entry<String, List<String>> list : split.lists().entrySet()) {
                    ImageList.write(list.getValue(), draft.resolve(list.getKey() + ".txt"));
                }
                Files.writeString(draft.resolve("manifest.json"), JSON.writeValueAsString(manifest) + "\n");
                if (!groups.isEmpty()) {
                    GroupsFile.write(groups, draft.resolve(GroupsFile.NAME));
                }
            });
        } catch (IOException e) {
            throw new InputException(
                    folder + ": cannot be written (" + InputFile.reason(e) + "); nothing was left there", e);
        }
    }

    private static Path folder(Path root) {
        return root.resolve("ImageSets").resolve("Main");
    }
}
