package io.millsight.adapter.lora;

import io.millsight.torch.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The description of an adapter folder, read without its base model.
 *
 * @param path the folder
 * @param config the adapter's shape
 * @param baseModel the path or name of its base; null if the folder does not name it
 * @param modules the number of modules that it corrects
 * @param parameters the number of its parameters
 */
public record AdapterFolder(
        Path path, LoraConfig config, @Nullable String baseModel, int modules, long parameters) {

    private static final int MATRICES_OF_A_MODULE = 2;

    /** Whether a folder is an adapter and not a model. */
    public static boolean isAdapter(Path folder) {
        return Files.exists(folder.resolve(AdapterConfigFile.NAME));
    }

    /**
     * Reads the settings and the header of the weights.
     *
     * @throws AdapterException if a file is missing or broken, or the kind of adapter is not supported
     */
    public static AdapterFolder read(Path folder) {
        LoraConfig config = AdapterConfigFile.read(folder);
        try (SafetensorsFile weights = AdapterWeightsFile.open(folder)) {
            long parameters = weights.names().stream()
                    .mapToLong(name -> weights.header(name).elements())
                    .sum();
            int modules = weights.names().size() / MATRICES_OF_A_MODULE;
            return new AdapterFolder(folder, config, AdapterConfigFile.readBaseModel(folder), modules, parameters);
        }
    }
}
