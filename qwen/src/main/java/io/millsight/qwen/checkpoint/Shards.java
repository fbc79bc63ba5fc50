package io.millsight.qwen.checkpoint;

import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.SafetensorsException;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weight files of a model folder: a single model.safetensors, or else those that model.safetensors.index.json names. Transformers prefers them in
 * this order.
 */
public final class Shards implements AutoCloseable {

    public static final String SINGLE_FILE = "model.safetensors";
    static final String INDEX_FILE = "model.safetensors.index.json";

    /** The index of 10,000 tensors has a megabyte. */
    private static final long INDEX_BYTES = 16L << 20;

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
    public static Shards open(Path folder) {
        Path single = folder.resolve(SINGLE_FILE);
        Path index = folder.resolve(INDEX_FILE);
        if (Files.exists(single)) {
            return openSingle(single);
        }
        if (Files.exists(index)) {
            return openIndex(index);
        }
        throw new ModelFolderException(folder + ": there is neither " + SINGLE_FILE + " nor " + INDEX_FILE
                + "; is it a model folder? (weights in other formats than safetensors are not read)");
    }

    /** What a user may take for the weights but is not used; empty if there is nothing of the kind. */
    public static Optional<String> unused(Path folder) {
        Path index = folder.resolve(INDEX_FILE);
        if (!Files.exists(folder.resolve(SINGLE_FILE)) || !Files.exists(index)) {
            return Optional.empty();
        }
        boolean same = weightMap(index)
                .node()
                .valueStream()
                .allMatch(file -> file.asString("").equals(SINGLE_FILE));
        return same
                ? Optional.empty()
                : Optional.of(index + " is not used, nor the files that it names: " + SINGLE_FILE
                        + " beside it comes first, as in transformers; delete what is not meant");
    }

    private static Shards openSingle(Path file) {
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
            JsonSection weightMap = weightMap(index);
            for (String tensor : weightMap.node().propertyNames()) {
                weightMap.require(tensor);
                SafetensorsFile file = opened.computeIfAbsent(
                        weightMap.text(tensor, ""), name -> SafetensorsFile.open(shard(index, name)));
                if (!file.names().contains(tensor)) {
                    throw new ModelFolderException(file.path() + ": the tensor " + MessageText.excerpt(tensor)
                            + " is missing, though " + index.getFileName() + " says it is there");
                }
                files.put(tensor, file);
            }
            return shards;
        } catch (RuntimeException e) {
            opened.values().forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static JsonSection weightMap(Path index) {
        return JsonSection.read(index, INDEX_BYTES, ModelFolderException::new)
                .section("weight_map")
                .orElseThrow(() -> new ModelFolderException(index + ": weight_map is missing"));
    }

    private static Path shard(Path index, String name) {
        Path folder = index.toAbsolutePath().normalize().getParent();
        Path file = sibling(folder, name);
        if (folder == null || file == null || !folder.equals(file.getParent())) {
            throw new ModelFolderException(
                    index + ": the shard \"" + MessageText.excerpt(name) + "\" is not in the model folder");
        }
        if (!Files.exists(file)) {
            throw new ModelFolderException(
                    index + ": the shard " + name + " is missing; copy or download the whole model folder again");
        }
        return file;
    }

    /** Null for what can be no file's name. */
    private static @Nullable Path sibling(@Nullable Path folder, String name) {
        try {
            return folder == null ? null : folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The file that lists the tensors, to be named in messages. */
    Path source() {
        return source;
    }

    public Set<String> names() {
        return files.keySet();
    }

    public TensorHeader header(String name) {
        return file(name).header(name);
    }

    public Path path(String name) {
        return file(name).path();
    }

    /** A view of the mapped file, in the current scope. */
    public Tensor tensor(String name) {
        return file(name).tensor(name);
    }

    /** A tensor's values, read into memory of their own, in the current scope. */
    public Tensor copy(String name) {
        return file(name).copy(name);
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
