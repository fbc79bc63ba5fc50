package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.JsonFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes the weights of a model folder: one file, or shards with an index where they are larger than a shard may be. */
public final class CheckpointWriter {

    private static final long MAXIMUM_SHARD_BYTES = 4_000_000_000L;

    private CheckpointWriter() {}

    /**
     * Writes all tensors.
     *
     * @param folder exists and holds no weights yet
     * @param headers what to write, by the keys of the original repositories
     * @param values makes one tensor at a time, of the header's type and shape, within a scope that frees it
     */
    public static void write(Path folder, List<TensorHeader> headers, Function<TensorHeader, Tensor> values)
            throws IOException {
        List<List<TensorHeader>> shards = shards(headers);
        if (shards.size() == 1) {
            SafetensorsWriter.write(folder.resolve(Shards.SINGLE_FILE), headers, values);
            return;
        }
        Map<String, String> weightMap = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter.write(folder.resolve(name), shards.get(i), values);
            shards.get(i).forEach(header -> weightMap.put(header.name(), name));
        }
        long total = headers.stream().mapToLong(TensorHeader::bytes).sum();
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("metadata", Map.of("total_size", total));
        index.put("weight_map", weightMap);
        JsonFile.write(folder.resolve(Shards.INDEX_FILE), index);
    }

    private static List<List<TensorHeader>> shards(List<TensorHeader> headers) {
        List<List<TensorHeader>> shards = new ArrayList<>();
        long bytes = 0;
        for (TensorHeader header : headers) {
            if (shards.isEmpty() || bytes + header.bytes() > MAXIMUM_SHARD_BYTES) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.get(shards.size() - 1).add(header);
            bytes += header.bytes();
        }
        return shards;
    }
}
