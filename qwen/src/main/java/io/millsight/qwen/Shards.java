package io.millsight.qwen;

import io.millsight.torch.SafetensorsException;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The weight files of a model folder: those that model.safetensors.index.json names, or a single model.safetensors. */
final class Shards implements AutoCloseable {

    static final String SINGLE_FILE = "model.safetensors";
    static final String INDEX_FILE = "model.safetensors.index.json";

    private final Path source; // the file that says which tensors there are
    private final Map<String, SafetensorsFile> files; // by tensor

    private Shards(Path source, Map<String, SafetensorsFile> files) {
        this.source = source;
        this.files = files;
    }

    /**
     * Maps all files.
     *
     * @throws ModelFolderException if there are no weights, or a file of the index is missing or outside the folder
     * @throws SafetensorsException if a file is damaged
     */
    static Shards open(Path folder) {
        Path index = folder.resolve(INDEX_FILE);
        return Files.exists(index) ? openIndex(index) : openSingle(folder.resolve(SINGLE_FILE));
    }

    private static Shards openSingle(Path file) {
        if (!Files.exists(file)) {
            throw new ModelFolderException(file.getParent() + ": there is neither " + SINGLE_FILE + " nor " + INDEX_FILE
                    + "; is it a model folder? (weights in other formats than safetensors are not read)");
        }
        SafetensorsFile opened = SafetensorsFile.open(file);
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        opened.names().forEach(name -> files.put(name, opened));
        return new Shards(file, files);
    }

    private static Shards openIndex(Path index) {
        Map<String, SafetensorsFile> opened = new TreeMap<>();
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        Shards shards = new Shards(index, files);
        try {
            JsonSection weightMap = JsonSection.read(index)
                    .section("weight_map")
                    .orElseThrow(() -> new ModelFolderException(index + ": weight_map is missing"));
            weightMap.node().properties().forEach(entry -> {
                String tensor = entry.getKey();
                SafetensorsFile file = opened.computeIfAbsent(
                        entry.getValue().asString(), name -> SafetensorsFile.open(shard(index, name)));
                if (!file.names().contains(tensor)) {
                    throw new ModelFolderException(file.path() + ": the tensor " + tensor + " is missing, though "
                            + index.getFileName() + " says it is there");
                }
                files.put(tensor, file);
            });
            return shards;
        } catch (RuntimeException e) {
            opened.values().forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static Path shard(Path index, String name) {
        Path folder = index.toAbsolutePath().normalize().getParent();
        Path file = folder == null ? Path.of(name) : folder.resolve(name).normalize();
        if (folder == null || !folder.equals(file.getParent())) {
            throw new ModelFolderException(index + ": the shard \"" + name + "\" is not in the model folder");
        }
        if (!Files.exists(file)) {
            throw new ModelFolderException(
                    index + ": the shard " + name + " is missing; copy or download the whole model folder again");
        }
        return file;
    }

    /** The file that lists the tensors, to be named in messages. */
    Path source() {
        return source;
    }

    Set<String> names() {
        return files.keySet();
    }

    TensorHeader header(String name) {
        return file(name).header(name);
    }

    Path path(String name) {
        return file(name).path();
    }

    /** A view of the mapped file, in the current scope. */
    Tensor tensor(String name) {
        return file(name).tensor(name);
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = files.get(name);
        if (file == null) {
            throw new ModelFolderException(source + ": the tensor " + name + " is missing");
        }
        return file;
    }

    /** Releases the mappings; tensors already handed out stay valid. */
    @Override
    public void close() {
        files.values().stream().distinct().forEach(SafetensorsFile::close);
    }
}
