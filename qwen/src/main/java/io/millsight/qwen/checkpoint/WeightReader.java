package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.PreparedLinear;
import io.millsight.torch.DType;
import io.millsight.torch.Int8Weight;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings the weights of a folder into the form in which a model computes with them. Weights that are brought into the order of a kernel are read by a
 * few threads, one weight at a time each, so that no more than these few are in memory twice.
 */
public final class WeightReader {

    private static final String WEIGHT = ".weight";
    private static final String HEAD = "lm_head";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private static final int MOST_THREADS = 4;

    private final Shards shards;
    private final ModelConfig config;
    private final Map<String, String> keys;
    private final Set<String> textLayers;

    /**
     * @param shards of the model
     * @param keys what {@link StrictTensors#match} found in them
     */
    public WeightReader(Shards shards, ModelConfig config, Map<String, String> keys) {
        this.shards = shards;
        this.config = config;
        this.keys = keys;
        textLayers = new ParameterShapes(config).textLayers();
    }

    /**
     * What is made of the weights.
     *
     * @param dtype of all weights but those in int8
     * @param devices of the weights
     * @param form of the language model's layers
     */
    public record Target(DType dtype, LayerDevices devices, WeightForm form, WeightChange change) {

        private Target withForm(WeightForm other) {
            return new Target(dtype, devices, other, change);
        }
    }

    /** Reads all weights; the caller closes them. */
    public ModelWeights read(Target target) {
        ModelWeights weights =
                new ModelWeights(new LinkedHashMap<>(), Collections.synchronizedMap(new LinkedHashMap<>()));
        try {
            List<Runnable> preparations = new ArrayList<>();
            if (packsHead(target)) { // the largest one first
                preparations.add(() -> prepare(HEAD, headWeight(), target.withForm(WeightForm.PACKED), weights));
            }
            for (String name : keys.keySet()) {
                if (target.form != WeightForm.PLAIN && textLayers.contains(name)) {
                    preparations.add(() -> prepare(layer(name), name, target, weights));
                } else if (!isPrepared(name, target)) {
                    weights.tensors().put(name, plain(name, target));
                }
            }
            if (!preparations.isEmpty()) {
                sideBySide(preparations);
            }
            return weights;
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /**
     * Runs tasks on a few threads, and waits for all that have begun, also if one fails. A task keeps one processor busy: it touches new pages of
     * memory and brings a weight into another order.
     */
    private static void sideBySide(List<Runnable> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
                task -> new Thread(task, "weights"));
        try {
            for (Future<?> task : tasks.stream().<Future<?>>map(threads::submit).toList()) {
                task.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while weights were read");
        } finally {
            stop(threads);
        }
    }

    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean packsHead(Target target) {
        long bytes = target.dtype.bytes() * shards.header(key(headWeight())).elements();
        return target.form == WeightForm.PACKED
                || (target.form == WeightForm.INT8
                        && WeightForm.packsHead(bytes, target.devices.first(), target.dtype));
    }

    private String headWeight() {
        return config.text().tiedEmbeddings() ? EMBEDDING : HEAD + WEIGHT;
    }

    /** The bias of a prepared layer, and a packed head of the model's own, are in the layer. */
    private boolean isPrepared(String name, Target target) {
        return (name.equals(HEAD + WEIGHT) && packsHead(target))
                || (target.form != WeightForm.PLAIN
                        && name.endsWith(".bias")
                        && textLayers.contains(name.replaceFirst("bias$", "weight")));
    }

    private static String layer(String weight) {
        return weight.substring(0, weight.length() - WEIGHT.length());
    }

    private Tensor plain(String name, Target target) {
        try (Scope scope = Scope.open()) {
            return target.change
                    .changed(name, shards.tensor(key(name)))
                    .to(target.dtype)
                    .to(target.devices.of(name))
                    .retain();
        }
    }

    private void prepare(String layer, String name, Target target, ModelWeights weights) {
        try (Scope scope = Scope.open()) {
            String bias = keys.get(layer + ".bias");
            Tensor shift = bias == null ? null : shards.tensor(bias).to(target.dtype);
            weights.prepared().put(layer, prepared(name, shift, target));
        }
    }

    private PreparedLinear prepared(String name, @Nullable Tensor bias, Target target) {
        Tensor stored = shards.copy(key(name));
        if (target.form == WeightForm.PACKED) {
            return PreparedLinear.packed(target.change.changed(name, stored).to(target.dtype), bias);
        }
        Int8Weight weight = stored.dtype() == DType.INT8
                ? new Int8Weight(stored, shards.copy(key(ParameterShapes.scaleOf(name))))
                : Int8Weight.of(target.change.changed(name, stored));
        if (!weight.scales().isFinite()) {
            throw new ModelFolderException(
                    shards.path(key(name)) + ": the tensor " + name + " holds numbers that are not finite");
        }
        return PreparedLinear.int8(weight, bias);
    }

    private String key(String name) {
        return Objects.requireNonNull(keys.get(name));
    }
}
