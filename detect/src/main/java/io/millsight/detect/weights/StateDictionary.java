package io.millsight.detect.weights;

import io.millsight.files.MessageText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the named tensors in what a pickle holds: a dictionary of tensors, a checkpoint with such a dictionary, or a module with its parameters,
 * buffers and inner modules, as YOLOv7's files have it.
 */
final class StateDictionary {

    /** The keys under which training programs keep the weights. Averaged weights come first. */
    private static final String[] CHECKPOINT_KEYS = {"ema", "model", "state_dict"};

    private static final int DEEPEST_MODULE = 64;
    private static final int MOST_VISITS =
            1_000_000; // modules may share modules, so that a small file makes a huge tree

    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private int visits;

    private StateDictionary() {}

    /**
     * Returns the tensors by name, in order; empty if there are none.
     *
     * @throws IllegalArgumentException if a tensor does not lie within its storage, or modules are nested too deeply; the message names the tensor
     */
    static Map<String, StoredTensor> in(@Nullable Object root) {
        StateDictionary dictionary = new StateDictionary();
        Object found = root;
        if (root instanceof PickleNode checkpoint) {
            for (String key : CHECKPOINT_KEYS) {
                if (found == root
                        && checkpoint.value(key) instanceof PickleNode inner
                        && StoredTensor.of(inner) == null) {
                    found = inner;
                }
            }
        }
        if (found instanceof PickleNode node) {
            dictionary.addTensors(node, "");
            dictionary.addModule(node, "", 0);
        }
        return dictionary.tensors;
    }

    private void addTensors(PickleNode mapping, String prefix) {
        for (PickleNode.Entry entry : mapping.entries()) {
            if (entry.key() instanceof String name) {
                visit();
                try {
                    StoredTensor tensor = StoredTensor.of(entry.value());
                    if (tensor != null) {
                        tensors.put(prefix + name, tensor);
                    }
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "the tensor " + MessageText.excerpt(prefix + name) + " " + e.getMessage(), e);
                }
            }
        }
    }

    private void addModule(PickleNode module, String prefix, int depth) {
        visit();
        if (depth > DEEPEST_MODULE) {
            throw new IllegalArgumentException("its modules are nested more than " + DEEPEST_MODULE + " deep");
        }
        if (!(module.state() instanceof PickleNode fields)) {
            return;
        }
        for (String kind : new String[] {"_parameters", "_buffers"}) {
            if (fields.value(kind) instanceof PickleNode mapping) {
                addTensors(mapping, prefix);
            }
        }
        if (fields.value("_modules") instanceof PickleNode modules) {
            for (PickleNode.Entry entry : modules.entries()) {
                if (entry.key() instanceof String name && entry.value() instanceof PickleNode inner) {
                    addModule(inner, prefix + name + ".", depth + 1);
                }
            }
        }
    }

    private void visit() {
        if (++visits > MOST_VISITS) {
            throw new IllegalArgumentException("it has more modules than weights need");
        }
    }
}
